"""A supplier's bids: the list, starting one, its code, what is left to do, and its copy of what it sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import bids as commands
from throughcare.commissioning.models import Bid, Competition
from throughcare.commissioning.queries.bid_signatures import faults_of, signings, to_sign
from throughcare.commissioning.queries.bids import bid_keys, open_invitations_to_bid, own_bids
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.commissioning.rules.bid_draft import Asked, TypedBid, count_words, finish
from throughcare.commissioning.sealing.bid_codes import WrongCode, read_code
from throughcare.commissioning.web.bid_access import (
    NeedsCode,
    bid_page,
    code_of,
    find_bid,
    remember,
    suppliers_of,
    writing,
)
from throughcare.commissioning.web.bid_forms import CodeForm
from throughcare.commissioning.web.bid_prices import said

PAGE = 25
STATES = {"draft": _("Not submitted"), "submitted": _("Submitted"), "withdrawn": _("Withdrawn")}
KINDS = {"draft": "due", "submitted": "fine", "withdrawn": "neutral"}


class StartForm(forms.Form):
    """For which of the user's organisations."""

    supplier = forms.ChoiceField(
        label=_("Which organisation bids, or leads those who bid together?"), widget=forms.RadioSelect
    )

    def __init__(self, data: Any, choices: list[tuple[str, str]], chosen: str = "") -> None:
        super().__init__(data, initial={"supplier": choices[0][0] if len(choices) == 1 else chosen})
        self.fields["supplier"].choices = choices  # type: ignore[attr-defined]


@requires("commissioning.bid")
@require_safe
def bid_list(request: HttpRequest) -> HttpResponse:
    """The bids of the user's suppliers, and where they may bid and have not started."""
    mine, now = suppliers_of(signed_in(request)), timezone.now()
    listed = Paginator(own_bids(mine), PAGE).get_page(request.GET.get("page"))
    started = {(bid.competition_id, bid.supplier_id) for bid in own_bids(mine)}
    waiting = [
        each
        for each in open_invitations_to_bid(mine)
        if (each.competition_id, each.supplier_id) not in started and takes_bids(each.competition, at=now)
    ]
    context = {
        "list_page": listed,
        "waiting": waiting[:PAGE],
        "to_sign": to_sign(mine, at=now)[:PAGE],
        "states": STATES,
        "kinds": KINDS,
    }
    return render(request, "commissioning/bids.html", context)


@requires("commissioning.bid")
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """Start a bid; one that was started is opened."""
    user, now = signed_in(request), timezone.now()
    competition = get_object_or_404(Competition, reference=reference, published_at__isnull=False)
    found = open_invitations_to_bid(suppliers_of(user)).filter(competition=competition)
    invited = {str(each.supplier_id): each.supplier for each in found}
    if not invited:
        raise Http404
    choices = [(key, each.legal_name) for key, each in invited.items()]
    form = StartForm(request.POST or None, choices, request.GET.get("for", ""))
    if request.method == "POST" and form.is_valid():
        supplier = invited[form.cleaned_data["supplier"]]
        try:
            bid, code = commands.start_bid(competition=competition, supplier=supplier, by=user, at=now)
        except commands.AlreadyStarted as there:
            return redirect("commissioning:bid", number=there.bid.pk)
        except (commands.NotOpen, commands.NotInvited):
            form.add_error(None, gettext("This competition takes no bids any more"))
        else:
            answer = redirect("commissioning:bid-code", number=bid.pk)
            remember(answer, request, bid, code)
            return answer
    return render(request, "commissioning/bid_start.html", {"competition": competition, "form": form})


@bid_page
@never_cache
@require_safe
def overview(request: HttpRequest, number: UUID) -> HttpResponse:
    """What is done and left to do, the receipts, and what can be done with what was submitted."""
    bid = find_bid(request, number)
    try:
        page = writing(request, bid)
    except NeedsCode:
        page = None
    context = {
        **about(bid),
        "page_of_draft": page,
        "steps": _steps(bid, page.typed, page.asked) if page else [],
        "ready": page is not None and not faults_of(bid, page.typed, page.asked, page.code),
        "signings": signings(bid, page.typed, page.code) if page else [],
        "versions": {each.number for each in bid.versions.all()},
    }
    return render(request, "commissioning/bid.html", context)


@bid_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, number: UUID) -> HttpResponse:
    """The code of the bid where this device has it; else the form in which it is typed."""
    bid, form = find_bid(request, number), CodeForm(request.POST or None)
    try:
        known = code_of(request, bid)
        writing(request, bid)
    except NeedsCode:
        known = ""
    if request.method == "POST" and form.is_valid():
        try:
            typed = read_code(form.cleaned_data["code"])
            commands.read_draft(bid=bid, code=typed)
        except WrongCode:
            form.add_error("code", gettext("This is not the code of this bid"))
        else:
            answer = redirect(_after(request, bid))
            remember(answer, request, bid, typed)
            return answer
    return render(request, "commissioning/bid_code.html", {**about(bid), "code": known, "form": form})


@bid_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start_again(request: HttpRequest, number: UUID) -> HttpResponse:
    """An empty draft under a new code, for whoever has lost theirs."""
    bid = find_bid(request, number)
    if request.method != "POST":
        return render(request, "commissioning/bid_again.html", about(bid))
    fresh = commands.start_again(bid=bid, by=signed_in(request), at=timezone.now())
    messages.success(request, gettext("You have an empty draft with a new code"))
    answer = redirect("commissioning:bid-code", number=bid.pk)
    remember(answer, request, bid, fresh)
    return answer


@bid_page
@never_cache
@require_safe
def sent(request: HttpRequest, number: UUID, version: int) -> HttpResponse:
    """The supplier's own copy of what it submitted."""
    bid = find_bid(request, number)
    found = get_object_or_404(bid.versions, number=version)
    known, typed = code_of(request, bid), None
    try:
        typed = commands.read_copy(version=found, code=known)
    except WrongCode:
        messages.error(request, gettext("This copy was made under an earlier code, which was lost"))
        return redirect("commissioning:bid", number=bid.pk)
    page = writing(request, bid)
    context = {**about(bid), "version": version, "of": in_words(typed, page.asked)}
    return render(request, "commissioning/bid_sent.html", context)


def about(bid: Bid) -> dict[str, Any]:
    """What every page of a bid shows."""
    return {
        "bid": bid,
        "competition": bid.competition,
        "state": STATES.get(bid.state, STATES["submitted"]),
        "state_kind": KINDS.get(bid.state, "fine"),
        "over": not takes_bids(bid.competition, at=timezone.now()),
        "events": list(bid.events.select_related("by")),
        "keys": bid_keys(bid.competition),
    }


def in_words(typed: TypedBid, asked: Asked) -> dict[str, Any]:
    """A bid to be read."""
    titles = {key: lot.title for key, lot in asked.lots.items()}
    packages = {
        f"package-{n}": " + ".join(titles.get(key, key) for key in each.lots)
        for n, each in enumerate(typed.packages, 1)
    }
    return {
        "lots": [titles.get(key, key) for key in typed.lots],
        "members": typed.members,
        "capacity": typed.capacity,
        "answers": [
            (question.title, typed.answers.get(code, ""), count_words(typed.answers.get(code, "")), question.words)
            for code, question in asked.questions.items()
        ],
        "prices": [(titles.get(key, key), typed.prices.get(key, "")) for key in typed.lots if typed.prices.get(key)]
        + [(packages[f"package-{n}"], each.price) for n, each in enumerate(typed.packages, 1)],
        "conditions": [said(each, {**titles, **packages}) for each in typed.conditions],
        "files": typed.files,
        "fixed_price": asked.fixed_price,
    }


def _steps(bid: Bid, typed: TypedBid, asked: Asked) -> list[dict[str, Any]]:
    faults = finish(typed, asked).faults
    wrong = {fault.step for fault in faults} | {f"answers:{fault.place}" for fault in faults if fault.step == "answers"}
    if not typed.lots:
        wrong.add("prices")

    def row(text: object, name: str, step: str, **more: Any) -> dict[str, Any]:
        href = reverse(f"commissioning:{name}", kwargs={"number": bid.pk, **more})
        return {"text": text, "href": href, "done": step not in wrong}

    rows = [row(gettext("Lots"), "bid-lots", "lots"), row(gettext("Who bids"), "bid-who", "members")]
    rows += [row(each.title, "bid-question", f"answers:{code}", code=code) for code, each in asked.questions.items()]
    if not asked.fixed_price:
        rows.append(row(gettext("Prices"), "bid-prices", "prices"))
    rows.append(row(gettext("Files, if you need any"), "bid-files", "files"))
    return rows


def _after(request: HttpRequest, bid: Bid) -> str:
    wanted = request.GET.get("next", "")
    own = reverse("commissioning:bid", kwargs={"number": bid.pk})
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if safe and wanted.startswith(own) else own
