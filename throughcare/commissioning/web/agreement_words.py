"""Contracts in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext

from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.models import Contract
from throughcare.commissioning.rules.contract_attention import POINTS, Point
from throughcare.commissioning.rules.contract_lists import CHANGE_KIND, GROUND, MEASURES, RATING, TERMINATION
from throughcare.commissioning.rules.contract_refusals import REFUSALS
from throughcare.commissioning.rules.packs import LABELS as PACKS
from throughcare.commissioning.rules.packs import pack
from throughcare.commissioning.rules.states import LABELS
from throughcare.organisations.web.supplier_words import label

STATE_KINDS = {"active": "fine", "varied": "fine", "pending": "info"}


def state_name(contract: Contract) -> str:
    """What the state is called; a contract that both sides signed waits for its first day."""
    if contract.state == "pending":
        return gettext("Signed, not yet in force") if contract.signed_on else gettext("Not yet signed")
    return gettext(LABELS[contract.state])


def state_kind(contract: Contract) -> str:
    """How the tag of a state looks."""
    return STATE_KINDS.get(contract.state, "neutral")


def law(contract: Contract) -> str:
    """The pack of law."""
    return gettext(PACKS[contract.pack])


def point(one: Point) -> str:
    """A point that asks for attention, with how many where there are several."""
    text = gettext(POINTS[one.code])
    return f"{text} ({one.count})" if one.count > 1 else text


def point_kind(one: Point) -> str:
    """How the tag of a point looks."""
    return "overdue" if one.pressing else "info" if one.code in ("end-planned", "to-sign") else "due"


def ground(code: str) -> str:
    """The ground of a change."""
    return label(GROUND, code)


def change_kind(code: str) -> str:
    """The kind of a change."""
    return label(CHANGE_KIND, code)


def measures(code: str) -> str:
    """What an indicator measures."""
    return label(MEASURES, code)


def rating(code: str) -> str:
    """How an indicator was rated."""
    return label(RATING, code)


def termination(code: str) -> str:
    """The ground of a termination."""
    return label(TERMINATION, code)


def notice(contract: Contract, name: str) -> str:
    """The title of a notice of the contract's pack."""
    found = pack(contract.pack, contract.opened_on).term(f"notice-{name}")
    return gettext(found.title) if found else name


def share(hundredths: int) -> str:
    """A share that is stored in hundredths of a per cent."""
    return f"{hundredths / 100:g}%"


def refusal(refused: ContractRefused) -> str:
    """Why a step was refused."""
    if refused.decision is not None:
        return refused.decision.reason.words.say(gettext)
    return gettext(REFUSALS[refused.code])
