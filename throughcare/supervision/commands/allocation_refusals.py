"""Why a case could not be given, in words: for the pages and for the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from throughcare.supervision.commands.allocations import AllocationRefused, AlreadyAllocated
from throughcare.supervision.rules.allocation_fit import sentence_of

_REFUSALS: Mapping[str, Any] = {
    "no-evidence": gettext_lazy("Say why this practitioner."),
    "no-reason": gettext_lazy("Choose why the case changes hands."),
    "same": gettext_lazy("They hold this case already."),
    "other-unit": gettext_lazy("They work in another delivery unit. Offer a transfer instead."),
    "out-of-reach": gettext_lazy("The case lies in a region that you do not work in."),
    "not-supervised": gettext_lazy("This case cannot be allocated now."),
    "not-open": gettext_lazy("This line is decided already."),
    "no-words": gettext_lazy("Say why, in a sentence."),
    "no-staff": gettext_lazy("Choose who is given the case."),
    "nobody-proposed": gettext_lazy("Nobody is proposed for this case. Choose somebody, and say why."),
    "before-current": gettext_lazy("The case begins later than this day."),
    "no-team": gettext_lazy("They belong to no team."),
}
_DOUBTS: Mapping[str, Any] = {
    "leaves-soon": gettext_lazy("They leave soon."),
    "away-soon": gettext_lazy("They will soon have no hours for cases."),
    "grade": gettext_lazy("The tier is to be held at another grade."),
    "cases-stop": gettext_lazy("They would hold more cases than can be managed well."),
}
_NEEDS: Mapping[str, Any] = {
    "officer-sex": gettext_lazy("Choose one of the list."),
    "no-words": _REFUSALS["no-words"],
    "already": gettext_lazy("This is recorded already."),
    "ended": gettext_lazy("It was ended already."),
    "out-of-reach": _REFUSALS["out-of-reach"],
}


def need_refusal(code: str) -> str:
    """Why a wish or a conflict of interest could not be recorded, in a sentence."""
    return str(_NEEDS[code])


def refusal(refused: AllocationRefused) -> str:
    """Why a case could not be given, in a sentence; who was quicker, and when."""
    if isinstance(refused, AlreadyAllocated):
        return _overtaken(refused)
    if refused.code == "needs-reason":
        return gettext("This needs a recorded reason: {doubts}").format(
            doubts=" ".join(doubt(code) for code in refused.doubts)
        )
    return str(_REFUSALS[refused.code]) if refused.code in _REFUSALS else doubt(refused.code)


def doubt(code: str) -> str:
    """What stands against it, in a few words without figures."""
    return str(_DOUBTS[code]) if code in _DOUBTS else gettext(sentence_of(code))


def _overtaken(told: AlreadyAllocated) -> str:
    made, spell = told.allocation, told.spell
    if made is not None and spell is not None and made.staff_id == spell.staff_id:
        return gettext("Somebody was quicker: {who} gave this case to {staff} on {day} at {time}.").format(
            who=made.decided_by.get_full_name() or made.decided_by.username,
            staff=made.staff,
            day=timezone.localtime(made.decided_at).strftime("%d.%m.%Y"),
            time=timezone.localtime(made.decided_at).strftime("%H:%M"),
        )
    if spell is not None and spell.staff is not None:
        return gettext("Somebody was quicker: {staff} holds this case since {day}.").format(
            staff=spell.staff, day=spell.start.strftime("%d.%m.%Y")
        )
    return gettext("Somebody changed this case meanwhile. This is how it stands now.")
