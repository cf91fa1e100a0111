"""Deciding what is required of somebody after the licence: the rule proposes, a practitioner chooses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from throughcare.accounts.models import User
from throughcare.people.commands.pss import set_pss
from throughcare.people.models import LicenceCondition, Sentence
from throughcare.supervision.queries.pss import pss_case
from throughcare.supervision.rules.pss_codes import PSS_REQUIREMENT, WORDING
from throughcare.supervision.rules.pss_requirements import check_choice, decide_pss


class PssRefused(ValueError):
    """The requirements cannot be set so; ``codes`` say why (``rules/pss_requirements.CHOICE_FAULTS`` in words)."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(", ".join(self.codes))


@transaction.atomic
def set_requirements(
    *, sentence: Sentence, chosen: Sequence[str], drugs_linked: bool, why: str, by: User, at: datetime
) -> list[LicenceCondition]:
    """Require what was ``chosen`` (codes of ``PSS_REQUIREMENT``), worded in the person's language; returns what is new.

    ``why`` is needed where it is more or less than the rule proposes. Raises ``PssRefused``, and ``NoPolicyInForce`` where
    the supervision begins before the Act.
    """
    on = timezone.localdate(at)
    case = pss_case(sentence, on=on, drugs_linked=drugs_linked)
    decision = decide_pss(case) if case is not None else None
    if case is None or decision is None or not decision.value.applies or sentence.terminated_on is not None:
        raise PssRefused(["no-supervision"])
    if case.ends_on <= on:
        raise PssRefused(["over"])
    answers = decision.value.requirements
    faults = check_choice(
        tuple(chosen), proposed=tuple(one.requirement for one in answers if one.proposed), why=why,
        possible=tuple(one.requirement for one in answers),
    )  # fmt: skip
    if faults:
        raise PssRefused(faults)
    with override("cy" if sentence.person.language == "cy" else "en-gb"):
        wanted = {str(PSS_REQUIREMENT[code].facts["paragraph"]): gettext(WORDING[code]) for code in chosen}
    return set_pss(sentence=sentence, wanted=wanted, starts_on=case.starts_on, why=why.strip(), by=by, at=at)
