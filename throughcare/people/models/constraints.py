"""Check constraints that many tables share."""

from django.db.models import CheckConstraint, F, Q

from throughcare.kernel.codes import CodeList


def ordered(table: str, first: str, last: str) -> CheckConstraint:
    """``last`` is not earlier than ``first``, where it is known."""
    condition = Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": F(first)})
    return CheckConstraint(condition=condition, name=f"{table}_{last}_not_before_{first}")


def in_table(table: str, column: str, codes: CodeList, *, blank: bool = False) -> CheckConstraint:
    """The column holds a code of the reference table, or is empty where ``blank`` says so."""
    known = [entry.code for entry in codes] + ([""] if blank else [])
    return CheckConstraint(condition=Q(**{f"{column}__in": known}), name=f"{table}_{column}_is_in_the_table")
