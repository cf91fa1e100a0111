"""A partner reads and signs a bid that it is named in, with the code that the lead gave it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import bid_signatures as commands
from throughcare.commissioning.models import Bid, BidPartner, BidSignature
from throughcare.commissioning.queries.bid_signatures import asked_of_anybody, last_signature, mark_of_draft
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.commissioning.rules.bid_draft import TypedBid
from throughcare.commissioning.sealing.bid_codes import WrongCode, read_code
from throughcare.commissioning.web.bid_access import NeedsCode, code_of, remember, suppliers_of
from throughcare.commissioning.web.bid_forms import CodeForm
from throughcare.commissioning.web.bids import in_words


@sensitive_post_parameters()
@requires("commissioning.bid")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, number: UUID, supplier: int) -> HttpResponse:
    """What the draft says now, and signing that; the code is typed first where this device does not have it."""
    partner = _partner(request, number, supplier)
    bid = Bid(pk=partner.bid_id, competition=partner.competition, supplier=partner.lead)
    try:
        code = code_of(request, bid)
        typed = commands.read_as_partner(partner=partner, code=code)
    except (NeedsCode, WrongCode):
        return _ask_code(request, partner, bid)
    except commands.DraftChanged:
        raise Http404 from None
    if request.method == "POST" and "mark" in request.POST:
        return _sign(request, partner, code)
    return _page(request, partner, bid, typed, mark_of_draft(bid, typed, code))


def _partner(request: HttpRequest, number: UUID, supplier: int) -> BidPartner:
    mine = [each for each in suppliers_of(signed_in(request)) if each == supplier]
    found = BidPartner.objects.filter(bid=number, supplier__in=mine).select_related("competition", "supplier", "lead")
    partner = found.first()
    if partner is None:
        raise Http404
    return partner


def _ask_code(request: HttpRequest, partner: BidPartner, bid: Bid) -> HttpResponse:
    form = CodeForm(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        try:
            typed = read_code(form.cleaned_data["code"])
            commands.read_as_partner(partner=partner, code=typed)
        except WrongCode:
            form.add_error("code", gettext("This is not the code of this bid"))
        else:
            answer = redirect(request.path)
            remember(answer, request, bid, typed)
            return answer
    context = {"partner": partner, "competition": partner.competition, "form": form}
    return render(request, "commissioning/bid_sign_code.html", context)


def _sign(request: HttpRequest, partner: BidPartner, code: str) -> HttpResponse:
    try:
        commands.sign_bid(
            partner=partner, code=code, mark=request.POST["mark"], by=signed_in(request), at=timezone.now()
        )
    except (commands.DraftChanged, WrongCode):
        messages.error(request, gettext("The bid was changed while you read it: read it again, then sign"))
    except commands.SigningIsOver:
        messages.error(request, gettext("This competition takes no bids any more"))
    else:
        messages.success(request, gettext("You have signed the bid as it stands now"))
    return redirect(request.path)


def _page(request: HttpRequest, partner: BidPartner, bid: Bid, typed: TypedBid, mark: str) -> HttpResponse:
    own = BidSignature.objects.filter(bid=partner.bid_id, supplier=partner.supplier_id, mark=mark)
    context = {
        "partner": partner,
        "bid": bid,
        "competition": partner.competition,
        "of": in_words(typed, asked_of_anybody(partner.competition)),
        "share": next((each.share for each in typed.members if each.supplier == partner.supplier_id), ""),
        "mark": mark,
        "signed": own.select_related("signed_by").first(),
        "earlier": last_signature(partner),
        "over": not takes_bids(partner.competition, at=timezone.now()),
    }
    return render(request, "commissioning/bid_sign.html", context)
