"""Whether a sentence can be ended as asked, what is still open, and from when the time runs for which the record is kept."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Literal

from msgspec import Meta, Struct

from throughcare.kernel.calendar import add_months
from throughcare.kernel.decision import Decision, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.policy.book import Family, load_family

FAMILY = "ending"
RULE = "ending"
How = Literal[
    "completed", "completed-early", "revoked-breach", "revoked-offence", "revoked-other", "expired", "recalled",
    "deceased", "transferred",
]  # fmt: skip
Count = Annotated[int, Meta(ge=0)]


class EndingCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence that somebody wants to end, and what is still open about the person."""

    on: Annotated[date, Meta(description="the day on which it is recorded")]
    how: Annotated[How, Meta(description="the way in which it ended")]
    end_date: Annotated[date, Meta(description="the last day of the sentence, as it ended")]
    start_date: date
    expiry_date: Annotated[date | None, Meta(description="the last day by its own terms; none for a life sentence")] = (
        None
    )
    terminated: Annotated[bool, Meta(description="it has been ended before")] = False
    words: Annotated[bool, Meta(description="reasons are written")] = True
    summary: Annotated[bool, Meta(description="the closing summary is written")] = True
    other_sentences: Annotated[Count, Meta(description="other sentences that run on")] = 0
    indeterminate: bool = False
    mappa: bool = False
    breach_open: bool = False
    transfer_open: bool = False
    appointments_ahead: Count = 0
    outcomes_missing: Count = 0
    requirements_open: Count = 0
    registrations_open: Count = 0


class Ending(Struct, frozen=True, gc=False):
    """``blocks`` must be put right first; ``open`` is settled by ending, or left, with the user's word for it."""

    can_end: bool
    blocks: tuple[str, ...]
    open: tuple[str, ...]
    supervision_ends: Annotated[bool, Meta(description="no other sentence runs on")]
    keep_until: Annotated[date | None, Meta(description="first day on which the record need no longer be kept")]
    unconfirmed: bool


BLOCKS = {
    "already-ended": mark("The sentence has been ended already."),
    "in-the-future": mark("The last day lies ahead: a sentence is ended when it has ended."),
    "before-start": mark("The last day lies before the sentence began."),
    "before-expiry": mark("Its own last day has not come. If it ended earlier, choose how."),
    "after-expiry": mark("It ended at its own last day. That way of ending is for one that ends earlier."),
    "no-words": mark("Write the reasons for ending it in this way."),
    "no-summary": mark("Write the closing summary."),
    "breach-open": mark("A breach is not concluded. Conclude or withdraw it first."),
    "transfer-open": mark("A transfer is open. Withdraw it first."),
}
OPEN = {
    "appointments-ahead": mark("Appointments lie ahead: {count}. They are cancelled."),
    "outcomes-missing": mark("Appointments without an outcome: {count}."),
    "requirements-open": mark("Requirements not ended: {count}. They end with the sentence."),
    "registrations-open": mark("Registrations in force: {count}. They stay until somebody ends them."),
}
_CAN = mark("The sentence can be ended.")
_GOES_ON = mark("Supervision goes on: other sentences run on ({count}).")
_ENDS = mark("Supervision ends, and nobody is responsible from the next day on.")
_KEEP = mark("The record is kept for {years} years after supervision ends.")


@cache
def family() -> Family:
    """The parameters of endings."""
    return load_family("throughcare.supervision", FAMILY)


def decide_ending(case: EndingCase) -> Decision[Ending]:
    """What ending the sentence as asked would do. Raises ``NoPolicyInForce`` before the first day of the parameters.

    Sources: Sentencing Act 2020 Sch. 10 for early revocation; Data Protection Act 2018 s.39 for how long a record is kept.
    """
    fits, keep = family()["fits"].use(case.end_date), family()["retention"].use(case.end_date)
    must_say = family()["must-say-why"].use(case.end_date)
    blocks = tuple(code for code, applies in _blocks(case, fits.value[case.how], must_say.value) if applies)
    counts = {
        "appointments-ahead": case.appointments_ahead,
        "outcomes-missing": case.outcomes_missing,
        "requirements-open": case.requirements_open,
        "registrations-open": case.registrations_open,
    }
    steps = [Step(code, Words(BLOCKS[code]), None, True) for code in blocks]
    steps += [Step(code, Words(OPEN[code], {"count": n}), n) for code, n in counts.items() if n]
    ends = case.other_sentences == 0
    years = keep.value["indeterminate" if case.indeterminate else "mappa" if case.mappa else "default"]
    if ends:
        until = add_months(case.end_date, 12 * years)
        steps += [
            Step("supervision-ends", Words(_ENDS), None, True),
            Step("keep", Words(_KEEP, {"years": years}), until),
        ]
    else:
        until = None
        steps.append(Step("goes-on", Words(_GOES_ON, {"count": case.other_sentences})))
    return Decision(
        RULE,
        FAMILY,
        Ending(
            can_end=not blocks,
            blocks=blocks,
            open=tuple(code for code, n in counts.items() if n),
            supervision_ends=ends,
            keep_until=until,
            unconfirmed=ends and keep.confidence == "unconfirmed",
        ),
        Reason(blocks[0], Words(BLOCKS[blocks[0]])) if blocks else Reason("can-end", Words(_CAN)),
        tuple(steps),
        (fits, must_say, keep) if ends else (fits, must_say),
    )


def _blocks(case: EndingCase, fits: str, must_say: list[str]) -> list[tuple[str, bool]]:
    expiry = case.expiry_date
    forced = case.how in ("deceased", "revoked-breach")
    return [
        ("already-ended", case.terminated),
        ("in-the-future", case.end_date > case.on),
        ("before-start", case.end_date < case.start_date),
        ("before-expiry", fits == "at-end" and (expiry is None or case.end_date < expiry)),
        ("after-expiry", fits == "before-end" and expiry is not None and case.end_date >= expiry),
        ("no-words", case.how in must_say and not case.words),
        ("no-summary", not case.summary),
        ("breach-open", case.breach_open and not forced),
        ("transfer-open", case.transfer_open),
    ]


ENDING = Rule(
    name=RULE,
    rule_set=FAMILY,
    title=mark("Ending a sentence: what is still open, and what follows"),
    case=EndingCase,
    value=Ending,
    decide=decide_ending,
    parameters=(FAMILY,),
    source="Sentencing Act 2020 Sch. 10; Data Protection Act 2018 s.39",
    default=True,
)
