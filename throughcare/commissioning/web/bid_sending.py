"""Reviewing a bid, submitting it, its receipts, and withdrawing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from throughcare.accounts.web.access import signed_in
from throughcare.commissioning.commands import bids as commands
from throughcare.commissioning.models import Bid, BidEvent
from throughcare.commissioning.queries.bid_signatures import faults_of
from throughcare.commissioning.queries.bids import bid_keys, receipt_of
from throughcare.commissioning.rules.bid_draft import BidFault, warnings
from throughcare.commissioning.web.bid_access import bid_page, find_bid, writing
from throughcare.commissioning.web.bids import about, in_words

REFUSED = {
    "late": _("It came after the deadline, so it was not received."),
    "not-a-member": _("It was not received: on this day a place in the panel that it needs is not active."),
}
STEP_PAGES = {"lots": "bid-lots", "members": "bid-who", "prices": "bid-prices"}


@bid_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, number: UUID) -> HttpResponse:
    """Everything that will be submitted; sending the form submits it."""
    page = writing(request, find_bid(request, number))
    if request.method == "POST":
        try:
            event = commands.submit_bid(bid=page.bid, code=page.code, by=signed_in(request), at=timezone.now())
        except commands.NotReady:
            return redirect("commissioning:bid-review", number=number)
        except commands.NotOpen:
            messages.error(request, gettext("This competition takes no bids any more"))
            return redirect("commissioning:bid", number=number)
        return redirect("commissioning:bid-receipt", number=number, place=event.place)
    faults = faults_of(page.bid, page.typed, page.asked, page.code)
    context = {
        **about(page.bid),
        "of": in_words(page.typed, page.asked),
        "errors": [{"text": each.says.say(gettext), "href": _where(page.bid, each)} for each in faults],
        "warnings": [each.says.say(gettext) for each in warnings(page.typed, page.asked)],
    }
    return render(request, "commissioning/bid_review.html", context)


@bid_page
@require_safe
def receipt(request: HttpRequest, number: UUID, place: int) -> HttpResponse:
    """What was received, when, and its hash; ``?format=txt`` as a file."""
    bid = find_bid(request, number)
    event = get_object_or_404(bid.events.select_related("by"), place=place)
    context = {
        **about(bid),
        "event": event,
        "exact": timezone.localtime(event.at).strftime("%H:%M:%S"),
        "refused": REFUSED.get(event.refusal, ""),
        "decision": _counts(bid),
    }
    if request.GET.get("format") == "txt":
        answer = HttpResponse(_text(bid, event), content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="receipt-{bid.competition.reference}-{place}.txt"'
        return answer
    return render(request, "commissioning/bid_receipt.html", context)


@bid_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: UUID) -> HttpResponse:
    """Withdraw what was submitted."""
    bid = find_bid(request, number)
    if request.method != "POST":
        return render(request, "commissioning/bid_withdraw.html", about(bid))
    try:
        event = commands.withdraw_bid(bid=bid, by=signed_in(request), at=timezone.now())
    except commands.NothingToWithdraw:
        messages.error(request, gettext("Nothing that you submitted stands"))
    except commands.NotOpen:
        messages.error(request, gettext("This competition takes no bids any more"))
    else:
        return redirect("commissioning:bid-receipt", number=number, place=event.place)
    return redirect("commissioning:bid", number=number)


def _counts(bid: Bid) -> object:
    closes_at = bid.competition.closes_at
    assert closes_at is not None
    return receipt_of(list(bid.events.all()), closes_at=closes_at, on=timezone.now())


def _where(bid: Bid, fault: BidFault) -> str:
    if fault.step == "answers":
        where = reverse("commissioning:bid-question", kwargs={"number": bid.pk, "code": fault.place})
    else:
        where = reverse(f"commissioning:{STEP_PAGES[fault.step]}", kwargs={"number": bid.pk})
    return f"{where}?check"


def _text(bid: Bid, event: BidEvent) -> str:
    """The receipt as a file, in the reader's language."""
    kinds = {"submit": gettext("Submission"), "withdraw": gettext("Withdrawal")}
    keys = bid_keys(bid.competition)
    moment = timezone.localtime(event.at).isoformat(timespec="seconds")
    outcome = str(REFUSED[event.refusal]) if event.refusal else gettext("Received")
    lines = [
        (gettext("Competition"), f"{bid.competition.title} ({bid.competition.reference})"),
        (gettext("Bidder"), bid.supplier.legal_name),
        (gettext("Bid"), str(bid.pk)),
        (gettext("What"), kinds[event.kind]),
        (gettext("Outcome"), outcome),
        (gettext("Version"), str(event.number or "–")),
        (gettext("Time of the server"), moment),
        (gettext("By whom"), str(event.by)),
        (gettext("SHA-256 of what was sealed"), event.sha256 or "–"),
        *((gettext("Sealed to the key with the fingerprint"), key.fingerprint) for key in keys.values()),
    ]
    return "".join(f"{name}: {value}\n" for name, value in lines)
