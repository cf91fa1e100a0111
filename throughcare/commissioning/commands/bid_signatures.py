"""The partners of a bid: named as the draft names them, and signing what it says.

A partner reads the draft with the bid's code, which the lead gives it, and changes nothing of it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.audit.commands import record
from throughcare.commissioning.models import Bid, BidDraft, BidPartner, BidSignature
from throughcare.commissioning.queries.bid_signatures import mark_of_draft
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.commissioning.rules.bid_draft import TypedBid, decode_typed
from throughcare.commissioning.sealing.bid_codes import unlock_copy
from throughcare.commissioning.sealing.envelopes import About


class DraftChanged(Exception):
    """The draft says something else than what was read, or does not name the partner any more."""


class SigningIsOver(Exception):
    """The competition takes no bids any more."""


def name_partners(*, bid: Bid, typed: TypedBid, at: datetime) -> None:
    """Let the partners of the draft, and nobody else, be asked to sign; in the caller's transaction."""
    wanted = {each.supplier for each in typed.members} - {bid.supplier_id}
    kept = set(BidPartner.objects.filter(bid=bid).values_list("supplier", flat=True))
    BidPartner.objects.filter(bid=bid, supplier__in=kept - wanted).delete()
    BidPartner.objects.bulk_create(
        BidPartner(bid=bid, supplier_id=each, competition_id=bid.competition_id, lead_id=bid.supplier_id, named_at=at)
        for each in sorted(wanted - kept)
    )


def read_as_partner(*, partner: BidPartner, code: str) -> TypedBid:
    """What the draft says now. Raises ``sealing.bid_codes.WrongCode``, and ``DraftChanged`` where it is gone."""
    draft = BidDraft.objects.filter(bid_id=partner.bid_id).first()
    if draft is None:
        raise DraftChanged
    about: About = {"bid": str(partner.bid_id), "what": "draft", "version": 0}
    return decode_typed(unlock_copy(bytes(draft.sealed), code, about=about))


@transaction.atomic
def sign_bid(*, partner: BidPartner, code: str, mark: str, by: User, at: datetime) -> BidSignature:
    """Sign what the draft says, of which ``mark`` is what was read; once is enough.

    Raises ``WrongCode``, ``DraftChanged`` where it was changed since, and ``SigningIsOver``.
    """
    if not takes_bids(partner.competition, at=at):
        raise SigningIsOver
    typed, bid = read_as_partner(partner=partner, code=code), Bid(pk=partner.bid_id)
    named = partner.supplier_id in [each.supplier for each in typed.members]
    if not named or mark != mark_of_draft(bid, typed, code):
        raise DraftChanged
    signature, made = BidSignature.objects.get_or_create(
        bid_id=partner.bid_id, supplier_id=partner.supplier_id, mark=mark, defaults={"signed_by": by, "signed_at": at}
    )
    if made:
        # As with every entry about a bid: it names neither the competition nor the supplier.
        record(action="commissioning.sign_bid", subject=str(partner.bid_id), by=by, at=at)
    return signature
