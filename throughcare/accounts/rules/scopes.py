"""What a token of the API may be used for: it never widens what its user may do, it narrows it."""

from __future__ import annotations

from collections.abc import Iterable

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

SCOPE = code_list(
    "api-scope",
    _("Scope of a token"),
    "The public API",
    ("people:read", _("Find people and read their records")),
    ("characteristics:read", _("Read protected characteristics")),
    ("cases:write", _("Open the record of somebody new with their sentence")),
    ("sentences:write", _("Record sentences, custody and release")),
    ("caseload:read", _("Read caseloads")),
    ("contacts:read", _("Read contacts")),
    ("contacts:write", _("Record contacts and their outcomes")),
    ("diaries:read", _("See when members of staff are free, without reasons")),
    ("diaries:write", _("Record leave, court and other time that is taken in a diary")),
    ("asked:read", _("Read what people asked on their own pages")),
    ("asked:write", _("Answer what people asked on their own pages")),
    ("risk:read", _("Read registrations and assessments")),
    ("risk:write", _("Record registrations and assessments")),
    ("plans:read", _("Read sentence plans")),
    ("plans:write", _("Write and agree sentence plans, and say how their steps go")),
    ("enforcement:read", _("Read failures, warnings and decisions on breach")),
    ("enforcement:write", _("Record failures, reasons, warnings, decisions on breach and what a court did")),
    ("allocation:read", _("Read cases without a practitioner, what people asked for, candidates and allocation plans")),
    (
        "allocation:write",
        _("Give cases to practitioners, record what people asked for, make allocation plans and decide on them"),
    ),
    ("transfers:read", _("Read transfers")),
    ("transfers:write", _("Offer transfers and answer them")),
    ("endings:read", _("Read what is open before a sentence ends, and how sentences ended")),
    ("endings:write", _("End sentences")),
    ("workload:read", _("Read workload")),
    ("workload:write", _("Answer alarms about workload, record reports and support")),
    ("workforce:read", _("Read the working time of members of staff")),
    ("workforce:write", _("Change who is in a team, contracted hours, reductions and grades")),
    ("service-levels:read", _("Read service levels and their cases")),
    ("contracts:read", _("Read the register of contracts")),
    ("needs:read", _("Read statements of need")),
    ("needs:write", _("State needs, agree them, choose their route and begin competitions and panels from them")),
    ("panels:read", _("Read panels and their members")),
    ("panels:write", _("Draft panels, announce, open and close them")),
    ("applications:read", _("Read applications to panels")),
    ("applications:write", _("Apply to panels, and assess applications and decide on them")),
    ("library:read", _("Read the library of a supplier, and evidence that was used")),
    ("library:write", _("Keep the library of a supplier")),
    ("places:read", _("Read places in panels, what is held against them, and appeals")),
    ("places:write", _("Suspend, remove and leave places, reply, and appeal and hear appeals")),
    ("competitions:read", _("Read competitions with their checks and the questions asked, as those who buy")),
    ("competitions:write", _("Draft, approve, publish, change and withdraw competitions, and answer questions")),
    ("opportunities:read", _("Read published competitions, and what one is invited to")),
    ("opportunities:write", _("Ask questions about published competitions")),
    ("bids:read", _("Read one’s own bids with their receipts, not what they say")),
    ("bids:write", _("Withdraw bids")),
    ("awards:read", _("Read awards, letters about results, and what one evaluates")),
    ("awards:write", _("Propose, recommend, approve, publish and conclude awards")),
    ("agreements:read", _("Read contracts in hand and their invoices")),
    ("agreements:write", _("Send invoices")),
    ("engagement:read", _("Read market-engagement events, their answers, and the pipeline")),
    ("engagement:write", _("Say that a supplier comes to an event, and ask about it")),
    ("suppliers:read", _("Read the register of suppliers")),
    ("decisions:run", _("Run rules over facts that are sent")),
    ("reference:read", _("Read code tables, regions and parameters")),
)
ANY_SCOPE = "any"
"""What an operation declares that every valid token may use, whatever its scopes."""


class UnknownScope(ValueError):
    """A scope that is not in the table."""


def check_scopes(scopes: Iterable[str]) -> tuple[str, ...]:
    """The scopes in the order of the table, each once; raises ``UnknownScope`` for one that is not in it, or for none."""
    wanted = set(scopes)
    unknown = sorted(wanted - {entry.code for entry in SCOPE})
    if unknown or not wanted:
        raise UnknownScope(", ".join(unknown) or "no scope")
    return tuple(entry.code for entry in SCOPE if entry.code in wanted)


def covers(scopes: Iterable[str], asked: str) -> bool:
    """Whether a token with these scopes may be used for an operation that asks for ``asked``."""
    return asked == ANY_SCOPE or asked in scopes
