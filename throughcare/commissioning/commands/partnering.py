"""Agreeing to be found as a partner, asking another supplier, and answering: one transaction and one audit entry each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.audit.commands import MOST_SUBJECT, record
from throughcare.commissioning.events import PartnerAsked
from throughcare.commissioning.models import Competition, Market, PartnerOffer, PartnerRequest
from throughcare.commissioning.queries.partnering import findable
from throughcare.commissioning.rules.panel_policy import panel
from throughcare.kernel.events import announcer
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import listed_suppliers


class PartnerRefused(Exception):
    """It cannot be done; ``code`` is ``not-found``, ``not-looked-up``, ``asked-already``, ``too-many``, ``answered`` or
    ``no-words``.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@transaction.atomic
def agree_to_be_found(*, supplier: Supplier, words: str, by: User, at: datetime) -> None:
    """Let other suppliers find this one, with a few words; saying it again changes the words. Raises ``PartnerRefused``."""
    if not words.strip():
        raise PartnerRefused("no-words")
    PartnerOffer.objects.update_or_create(
        supplier=supplier, defaults={"words": words.strip(), "agreed_by": by, "agreed_at": at}
    )
    _say(supplier, "agree_to_be_found", by, at)


@transaction.atomic
def be_found_no_more(*, supplier: Supplier, by: User, at: datetime) -> None:
    """Take it back; what was asked already stays. Once is enough."""
    if PartnerOffer.objects.filter(supplier=supplier).delete()[0]:
        _say(supplier, "be_found_no_more", by, at)


@transaction.atomic
def ask_partner(
    *, asker: Supplier, asked: Supplier, words: str, competition: Competition | None = None, market: Market | None = None,
    by: User, at: datetime,
) -> PartnerRequest:  # fmt: skip
    """Ask a supplier that agreed to be found, as one of the public register: a yes tells it a person's name and address.

    Raises ``PartnerRefused``.
    """
    if not words.strip():
        raise PartnerRefused("no-words")
    if asker.pk == asked.pk or not findable().filter(pk=asked.pk).exists():
        raise PartnerRefused("not-found")
    if not listed_suppliers().filter(pk=asker.pk).exists():
        raise PartnerRefused("not-looked-up")
    most = panel("partner-requests", timezone.localdate(at)).value["open"]
    if PartnerRequest.objects.filter(asker=asker, answer="").count() >= most:
        raise PartnerRefused("too-many")
    try:
        with transaction.atomic():
            made = PartnerRequest.objects.create(
                asker=asker, asked=asked, competition=competition, market=market, words=words.strip(), made_by=by,
                made_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise PartnerRefused("asked-already") from fault
    _say(asker, "ask_partner", by, at, asked=asked.pk)
    announcer.announce(PartnerAsked(made.pk, asker.pk, asked.pk, "", at))
    return made


@transaction.atomic
def answer_partner(*, request: PartnerRequest, agree: bool, words: str, by: User, at: datetime) -> None:
    """Answer for the supplier that was asked, once; a yes tells both sides whom to write to. Raises ``PartnerRefused``."""
    open_one = PartnerRequest.objects.filter(pk=request.pk, answer="")
    answer = "yes" if agree else "no"
    if not open_one.update(answer=answer, answer_words=words.strip(), answered_by=by, answered_at=at):
        raise PartnerRefused("answered")
    _say(request.asked, "answer_partner", by, at, answer=answer, asker=request.asker_id)
    announcer.announce(PartnerAsked(request.pk, request.asker_id, request.asked_id, answer, at))


def _say(supplier: Supplier, verb: str, by: User, at: datetime, **detail: Any) -> None:
    record(
        action=f"commissioning.{verb}", by=by, at=at, subject=supplier.legal_name[:MOST_SUBJECT], supplier=supplier.pk,
        **detail,
    )  # fmt: skip
