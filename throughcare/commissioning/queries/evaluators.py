"""Who evaluates a competition, and whether each of them may see the bids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection
from django.db.models import Q

from throughcare.accounts.models import User
from throughcare.commissioning.models import Competition, Evaluator, EvaluatorInterest
from throughcare.commissioning.rules.check_policy import evaluation
from throughcare.commissioning.rules.evaluator_access import Access, AccessCase, decide_access
from throughcare.kernel.decision import Decision
from throughcare.organisations.models import Supplier

EVALUATING = ("opened", "individual-scoring", "consensus")
"""States in which evaluators declare and score."""


def evaluators_of(competition: Competition, *, ended: bool = False) -> list[Evaluator]:
    """Those who evaluate it, the chair first; with ``ended`` those who once did as well."""
    found = Evaluator.objects.filter(competition=competition).select_related("user", "appointed_by")
    return list(found if ended else found.filter(ended_at=None))


def evaluations_of(user: User) -> list[Evaluator]:
    """What somebody evaluates, the latest closed first."""
    found = Evaluator.objects.filter(user=user, ended_at=None).select_related("competition")
    return list(found.order_by("-competition__closes_at", "-competition_id"))


def evaluator_for(competition: Competition, user: User) -> Evaluator | None:
    """The user as an evaluator of the competition, where they are one."""
    return Evaluator.objects.filter(competition=competition, user=user, ended_at=None).select_related("user").first()


def bidders_of(competition: Competition) -> list[Supplier]:
    """Everybody who bids, members of consortia among them, by name: it does not say which bid is whose.

    Empty until the bids are open, and for whoever neither evaluates nor buys.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM commissioning_bidders(%s)", [competition.pk])
        numbers = [row[0] for row in cursor.fetchall()]
    return list(Supplier.objects.filter(pk__in=numbers).order_by("legal_name", "pk"))


def interests_of(evaluators: Sequence[Evaluator]) -> Mapping[int, list[EvaluatorInterest]]:
    """What each has declared, in the order in which it was."""
    found: dict[int, list[EvaluatorInterest]] = {each.pk: [] for each in evaluators}
    for one in EvaluatorInterest.objects.filter(evaluator__in=evaluators).select_related("supplier"):
        found[one.evaluator_id].append(one)
    return found


def access_of(
    evaluator: Evaluator, *, bidders: Sequence[Supplier], interests: Sequence[EvaluatorInterest], on: date
) -> Decision[Access]:
    """Whether the evaluator may see the bids, by the rule ``evaluator-access``."""
    names = {each.pk: each.legal_name for each in bidders}

    def among(*kinds: str) -> tuple[str, ...]:
        found = {each.supplier_id for each in interests if not kinds or each.kind in kinds}
        return tuple(name for number, name in names.items() if number in found)

    return decide_access(
        AccessCase(
            on=on,
            bidders=tuple(names.values()),
            declared_about=among(),
            conflicts=among("conflict"),
            wrote_for=among("wrote-for"),
            manages=among("manages"),
            mitigation=evaluator.mitigation,
            has_scored=evaluator.scores.exists(),
        )
    )


def scorers_of(competition: Competition) -> tuple[int, int]:
    """How many score it, and how many of them have locked; told to anybody, also to whoever has just left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT there, locked FROM commissioning_scorers(%s)", [competition.pk])
        there, locked = cursor.fetchone()
    return there, locked


def least_evaluators(competition: Competition) -> int:
    """How many must score every answer."""
    least: int = evaluation("evaluators", competition.opened_on).value["least"]
    return least


def candidates(competition: Competition, words: str) -> list[User]:
    """Members of staff whose name has the words, who do not evaluate it yet: at most twenty."""
    taken = Evaluator.objects.filter(competition=competition, ended_at=None).values("user_id")
    found = User.objects.filter(is_active=True, role__in=("commissioner", "senior", "head", "director"))
    for word in words.split()[:5]:
        found = found.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(username__iexact=word))
    return list(found.exclude(pk__in=taken).order_by("last_name", "first_name", "pk")[:20])


def register_in_summary(competition: Competition) -> dict[str, int]:
    """How many evaluated to the end, and how many of those who were appointed declared, or were found to have, what."""
    everybody = evaluators_of(competition, ended=True)
    kinds = [{each.kind for each in said} for said in interests_of(everybody).values()]
    found = {kind: sum(kind in each for each in kinds) for kind in ("conflict", "wrote-for", "manages")}
    return {"evaluators": sum(each.ended_at is None for each in everybody), **found}
