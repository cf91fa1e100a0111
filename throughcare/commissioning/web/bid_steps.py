"""Writing a bid, step by step: lots, who bids, each question, prices. Every step saves what was typed, right or wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

import msgspec
from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from throughcare.accounts.web.access import signed_in
from throughcare.commissioning.commands import bids as commands
from throughcare.commissioning.commands.bids import Change
from throughcare.commissioning.rules.bid_draft import (
    BidFault,
    TypedBid,
    TypedMember,
    finish,
    without_lots,
)
from throughcare.commissioning.web.bid_access import (
    MARK,
    Write,
    Writing,
    bid_page,
    find_bid,
    mark_of,
    saves_when_signed_out,
    writing,
)
from throughcare.commissioning.web.bid_forms import (
    MOST_TYPED,
    AnswerForm,
    LotsForm,
    WhoForm,
)
from throughcare.commissioning.web.bid_prices import condition_of, prices_form, prices_more, write_prices
from throughcare.organisations.queries.suppliers import supplier_with

replace = msgspec.structs.replace
Sent: TypeAlias = QueryDict
Extra: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """One step: how its form is filled, what a form that was sent changes, and which field a fault is about."""

    name: str
    form: Callable[[Writing, Extra], forms.Form]
    write: Write
    field_of: Callable[[BidFault, Extra], str | None]
    template: str = "commissioning/bid_step.html"
    title: Callable[[Writing, Extra], str] = field(default=lambda _page, _extra: "")
    more: Callable[[Writing, Sent | None], dict[str, Any]] = field(default=lambda _page, _sent: {})


def step_view(step: Step) -> Callable[..., HttpResponseBase]:
    """The page of a step."""

    @saves_when_signed_out(step.write)
    @bid_page
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def view(request: HttpRequest, number: UUID, **extra: Any) -> HttpResponse:
        page, user = writing(request, find_bid(request, number)), signed_in(request)
        sent = request.method == "POST"
        if sent:
            change = step.write(page, request.POST, extra)
            typed = commands.change_draft(bid=page.bid, code=page.code, change=change, by=user, at=timezone.now())
            page = Writing(page.bid, page.code, typed, page.asked)
            if "keep" in request.GET:
                return HttpResponse(status=204)
        form = step.form(page, extra)
        form.is_valid()
        stays = bool(request.POST.get("stay"))
        if (sent and not stays) or "check" in request.GET:
            _mark_faults(form, step, page, extra)
            if sent and not form.errors:
                return redirect(_next(step, page, extra))
        if sent and stays and not _problem(form, request.POST):
            return redirect(request.path)
        if not sent and "check" not in request.GET:
            form.errors.clear()
        context = {
            "bid": page.bid, "competition": page.bid.competition, "form": form, "saved": sent, "step": step.name,
            "title": step.title(page, extra), "mark_name": MARK, "mark": mark_of(user, request.path),
            **step.more(page, request.POST if stays else None),
        }  # fmt: skip
        return render(request, step.template, context)

    return view


def _mark_faults(form: forms.Form, step: Step, page: Writing, extra: Extra) -> None:
    for fault in finish(page.typed, page.asked).faults:
        name = step.field_of(fault, extra)
        if name is not None:
            form.add_error(name if name in form.fields else None, fault.says.say(gettext))


def _problem(form: forms.Form, sent: Sent) -> bool:
    """Say what kept something from being added."""
    wanted, adds = sent.get("identifier", "").strip(), sent.get("stay", "")
    if wanted and supplier_with(wanted) is None:
        form.data = {**form.data, "identifier": wanted}
        sentence = gettext("No organisation on the register has this number: %(number)s")
        form.add_error("identifier", sentence % {"number": wanted})
        return True
    if adds == "package" and len(sent.getlist("package")) < 2:
        form.add_error(None, gettext("Tick at least two lots for a package"))
        return True
    if adds == "condition" and condition_of(sent) is None:
        form.add_error(None, gettext("Choose a condition and tick at least two prices"))
        return True
    return False


def _next(step: Step, page: Writing, extra: Extra) -> Any:
    codes = list(page.asked.questions)
    after: tuple[str, dict[str, Any]] = ("commissioning:bid", {})
    if step.name == "lots":
        after = ("commissioning:bid-who", {})
    elif step.name in ("who", "answers"):
        place = codes.index(extra["code"]) + 1 if step.name == "answers" else 0
        if place < len(codes):
            after = ("commissioning:bid-question", {"code": codes[place]})
        elif not page.asked.fixed_price:
            after = ("commissioning:bid-prices", {})
    return reverse(after[0], kwargs={"number": page.bid.pk, **after[1]})


# Lots


def _lots_form(page: Writing, _extra: Extra) -> forms.Form:
    return LotsForm({"lots": list(page.typed.lots)}, page.asked)


def _write_lots(page: Writing, sent: Sent, _extra: Extra) -> Change:
    chosen = set(sent.getlist("lots"))
    return lambda typed: without_lots(typed, tuple(key for key in page.asked.lots if key in chosen))


# Who bids


def _who_form(page: Writing, _extra: Extra) -> forms.Form:
    shares = {f"share_{each.supplier}": each.share for each in page.typed.members}
    return WhoForm({"capacity": page.typed.capacity, **shares}, page.typed)


def _write_who(page: Writing, sent: Sent, _extra: Extra) -> Change:
    joined = supplier_with(sent.get("identifier", "")) if sent.get("identifier", "").strip() else None
    removed, lead = sent.get("remove", ""), page.bid.supplier

    def change(typed: TypedBid) -> TypedBid:
        members = [
            replace(each, share=sent.get(f"share_{each.supplier}", each.share)[:20])
            for each in typed.members
            if str(each.supplier) != removed or each.supplier == lead.pk
        ]
        if joined is not None:
            members = members or [TypedMember(lead.pk, lead.legal_name)]
            if joined.pk not in [each.supplier for each in members]:
                members.append(TypedMember(joined.pk, joined.legal_name))
        if [each.supplier for each in members] == [lead.pk]:
            members = []
        return replace(typed, members=tuple(members), capacity=sent.get("capacity", "")[:20])

    return change


# Questions


def _question(page: Writing, extra: Extra) -> str:
    code = str(extra["code"])
    if code not in page.asked.questions:
        raise Http404
    return code


def _answer_form(page: Writing, extra: Extra) -> forms.Form:
    code = _question(page, extra)
    asked = page.asked.questions[code]
    found = page.bid.competition.questions.get(code=code)
    answer = page.typed.answers.get(code, "")
    return AnswerForm({"answer": answer}, title=asked.title, hint=found.good_answer, words=asked.words)


def _write_answer(page: Writing, sent: Sent, extra: Extra) -> Change:
    code = _question(page, extra)
    answer = sent.get("answer", "").replace("\r\n", "\n")[:MOST_TYPED]
    return lambda typed: replace(typed, answers={**typed.answers, code: answer})


def _of(step: str, field_name: Callable[[BidFault], str]) -> Callable[[BidFault, Extra], str | None]:
    return lambda fault, _extra: field_name(fault) if fault.step == step else None


lots = step_view(
    Step("lots", _lots_form, _write_lots, _of("lots", lambda _fault: "lots"), title=lambda _p, _e: gettext("Lots"))
)


def _who_field(fault: BidFault) -> str:
    return fault.place if fault.place == "capacity" else f"share_{fault.place}"


who = step_view(
    Step(
        "who", _who_form, _write_who, _of("members", _who_field),
        template="commissioning/bid_who.html", title=lambda _p, _e: gettext("Who bids"),
    )
)  # fmt: skip
question = step_view(
    Step(
        "answers", _answer_form, _write_answer,
        lambda fault, extra: "answer" if fault.step == "answers" and fault.place == extra["code"] else None,
        title=lambda page, extra: gettext("Question %(place)s of %(all)s") % {
            "place": list(page.asked.questions).index(extra["code"]) + 1, "all": len(page.asked.questions)},
    )
)  # fmt: skip
prices = step_view(
    Step(
        "prices", prices_form, write_prices, _of("prices", lambda fault: f"price_{fault.place}"),
        template="commissioning/bid_prices.html", title=lambda _p, _e: gettext("Prices"), more=prices_more,
    )
)  # fmt: skip
