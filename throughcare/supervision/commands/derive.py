"""Keeping the answers of the rules beside the facts: tier and contact due, in the transaction that changed a fact."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from django.db import connection

from throughcare.kernel.decision import Decision
from throughcare.kernel.events import announcer
from throughcare.supervision.commands.loads import keep_all_loads, keep_loads_of
from throughcare.supervision.events import TierChanged
from throughcare.supervision.queries.records import BATCH, all_records, records
from throughcare.supervision.rules.contact_policy import contact_policies
from throughcare.supervision.rules.contact_value import ContactDue
from throughcare.supervision.rules.record import Record
from throughcare.supervision.rules.standing import Answers, decide_answers
from throughcare.supervision.rules.tier_a_to_g import AToGTier
from throughcare.supervision.rules.tier_inputs import inputs_of
from throughcare.supervision.rules.tier_two_axis import TwoAxisTier

Row = dict[str, Any]
# What cannot change how much a case weighs, and what keeps the loads of the officers concerned itself.
WEIGHTLESS = frozenset({"contact-recorded", "outcome-recorded", "officer-changed"})

_TIER_COLUMNS = """person_id bigint, scheme text, label text, provisional boolean, protect_points smallint,
    change_points smallint, reason_code text, holds_until date, facts jsonb"""

# The row that no longer holds is closed first; then a new one is added, or the standing one confirmed.
_SUPERSEDE_TIERS = f"""
    UPDATE supervision_tier tier SET superseded_at = now()
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS new ({_TIER_COLUMNS})
    WHERE tier.person_id = new.person_id AND tier.scheme = new.scheme AND tier.superseded_at IS NULL
      AND (tier.label, tier.provisional, tier.protect_points, tier.change_points)
          IS DISTINCT FROM (new.label, new.provisional, new.protect_points, new.change_points)
    RETURNING tier.person_id, tier.scheme, tier.label
"""
_KEEP_TIERS = f"""
    INSERT INTO supervision_tier AS tier (person_id, scheme, label, provisional, protect_points, change_points,
        reason_code, holds_until, decided_on, cause, facts)
    SELECT new.person_id, new.scheme, new.label, new.provisional, new.protect_points, new.change_points,
        new.reason_code, new.holds_until, %(on)s, %(cause)s, new.facts
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS new ({_TIER_COLUMNS})
    ON CONFLICT (person_id, scheme) WHERE superseded_at IS NULL
    DO UPDATE SET holds_until = excluded.holds_until, reason_code = excluded.reason_code
    WHERE (tier.holds_until, tier.reason_code) IS DISTINCT FROM (excluded.holds_until, excluded.reason_code)
"""
_DUE_COLUMNS = {
    "person_id": "bigint",
    "state": "text",
    "duty": "text",
    "form": "text",
    "due_date": "date",
    "booked_for": "date",
    "last_seen": "date",
    "suspended_from": "date",
    "standard": "text",
    "reason_code": "text",
    "unconfirmed": "boolean",
    "allowance": "smallint",
    "used": "smallint",
    "holds_until": "date",
}
_DUE_NAMES = [name for name in _DUE_COLUMNS if name != "person_id"]
_KEEP_DUE = f"""
    INSERT INTO supervision_contactdue AS due (person_id, {", ".join(_DUE_NAMES)}, decided_on)
    SELECT new.person_id, {", ".join(f"new.{name}" for name in _DUE_NAMES)}, %(on)s
    FROM jsonb_to_recordset(%(rows)s::jsonb) AS new ({", ".join(f"{n} {kind}" for n, kind in _DUE_COLUMNS.items())})
    ON CONFLICT (person_id) DO UPDATE SET decided_on = excluded.decided_on,
        {", ".join(f"{name} = excluded.{name}" for name in _DUE_NAMES)}
    WHERE ({", ".join(f"due.{name}" for name in _DUE_NAMES)})
        IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _DUE_NAMES)})
"""
_NO_LONGER_DUE = "DELETE FROM supervision_contactdue WHERE person_id = ANY(%s)"
_STALE = "SELECT person_id FROM supervision_contactdue WHERE holds_until <= %s ORDER BY holds_until, person_id LIMIT %s"


def derive(
    people: Sequence[int] | None,
    *,
    on: date,
    cause: str,
    about: Mapping[str, Any] | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Ask the rules about these people (None: everybody visible) as of ``on`` and keep the answers; returns how many.

    ``cause`` is what made it necessary, and is shown in the tier's history. ``about`` names the fact that changed: where it
    is given, a new tier keeps it with the facts that the tier was decided on. A tier that is another than before is
    announced. Must run while somebody is acting.
    """
    batches = all_records(on=on) if people is None else iter([records(people, on=on)])
    done = 0
    for batch in batches:
        _keep(batch, on, cause, about)
        done += len(batch)
        if progress is not None:
            progress(done)
    if people is None:
        keep_all_loads(on=on)
    elif cause not in WEIGHTLESS:
        keep_loads_of(people, on=on)
    return done


def refresh_stale(*, on: date, cause: str = "time", at_most: int | None = None) -> int:
    """Ask again about everybody visible whose stored answer no longer holds on ``on``; returns how many.

    With ``at_most``, only about so many, those whose answer has been stale for longest.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STALE, [on, at_most])
        stale = [person for (person,) in cursor.fetchall()]
    for first in range(0, len(stale), BATCH):
        derive(stale[first : first + BATCH], on=on, cause=cause)
    return len(stale)


def _keep(batch: Iterable[Record], on: date, cause: str, about: Mapping[str, Any] | None) -> None:
    policies = contact_policies()
    tiers: list[Row] = []
    due: list[Row] = []
    without: list[int] = []
    superseded: list[tuple[int, str, str]] = []
    for record in batch:
        answers = decide_answers(record, on=on, policies=policies)
        rows = _tier_rows(record.person, answers)
        if about is not None:
            rows = [
                {**row, "facts": {"about": about, "inputs": inputs_of(record, row["scheme"], on=on)}} for row in rows
            ]
        tiers += rows
        if answers.contact_due is None:
            without.append(record.person)
        else:
            due.append(_due_row(record.person, answers.contact_due))
    with connection.cursor() as cursor:
        if tiers:
            values: Row = {"rows": _encode(tiers), "on": on, "cause": cause}
            cursor.execute(_SUPERSEDE_TIERS, values)
            superseded = cursor.fetchall()
            cursor.execute(_KEEP_TIERS, values)
        if due:
            cursor.execute(_KEEP_DUE, {"rows": _encode(due), "on": on})
        if without:
            cursor.execute(_NO_LONGER_DUE, [without])
    if superseded:
        _announce(superseded, tiers, on, cause)


def _announce(superseded: list[tuple[int, str, str]], tiers: list[Row], on: date, cause: str) -> None:
    """Say whose tier is another than before; one that only became firm or provisional is the same tier."""
    labels = {(row["person_id"], row["scheme"]): row["label"] for row in tiers}
    for person, scheme, before in superseded:
        after = labels[person, scheme]
        if after != before:
            announcer.announce(TierChanged(person, scheme, before, after, on, cause))


def _tier_rows(person: int, answers: Answers) -> list[Row]:
    rows = []
    if answers.two_axis is not None:
        rows.append(_two_axis_row(person, answers.two_axis))
    if answers.a_to_g is not None:
        rows.append(_a_to_g_row(person, answers.a_to_g))
    return rows


def _two_axis_row(person: int, decision: Decision[TwoAxisTier]) -> Row:
    value = decision.value
    return _tier_row(person, decision, value.tier, False, value.protect_points, value.change_points)


def _a_to_g_row(person: int, decision: Decision[AToGTier]) -> Row:
    return _tier_row(person, decision, decision.value.tier, decision.value.provisional, None, None)


def _tier_row(
    person: int, decision: Decision[Any], label: str, provisional: bool, protect: int | None, change: int | None
) -> Row:
    return {
        "person_id": person,
        "scheme": decision.rule_set,
        "label": label,
        "provisional": provisional,
        "protect_points": protect,
        "change_points": change,
        "reason_code": decision.reason.code,
        "holds_until": decision.holds_until,
    }


def _due_row(person: int, decision: Decision[ContactDue]) -> Row:
    value, following = decision.value, decision.value.next
    return {
        "person_id": person,
        # Overdue is a matter of today, so it is not kept: the due date is.
        "state": "due" if value.state == "overdue" else value.state,
        "duty": following.kind if following else "",
        "form": following.form if following else "",
        "due_date": following.due_date if following else None,
        "booked_for": following.booked_for if following else None,
        "last_seen": value.last_seen,
        "suspended_from": value.suspended_from,
        "standard": value.standard_set,
        "reason_code": decision.reason.code,
        "unconfirmed": value.unconfirmed,
        "allowance": value.ceiling.allowance if value.ceiling else None,
        "used": value.ceiling.used if value.ceiling else None,
        "holds_until": decision.holds_until,
    }


def _encode(rows: list[Row]) -> str:
    return msgspec.json.encode(rows).decode()
