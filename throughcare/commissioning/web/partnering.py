"""Finding a partner, agreeing to be found, asking and answering."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import partnering as commands
from throughcare.commissioning.models import Competition, Market, PartnerRequest
from throughcare.commissioning.queries.partnering import findable, offers_of, partners_matching, requests_of
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import acting_for, in_full
from throughcare.organisations.web import supplier_words as words
from throughcare.organisations.web.supplier_forms import FindForm

PAGE, MOST = 25, 50
REFUSED = {
    "not-found": _("This organisation does not want to be found any more"),
    "not-looked-up": _("You can ask once a commissioner has looked the number of your organisation up"),
    "asked-already": _("You have asked this organisation already, and it has not answered yet"),
    "too-many": _("Too many of your requests are not answered yet: wait for answers first"),
    "answered": _("This was answered already"),
    "no-words": _("Say something"),
}


class FindPartnerForm(FindForm):
    """What partners are narrowed by."""

    verified = None  # type: ignore[assignment]  # Every partner in the finder is verified.
    field_order = ["need", "cohort", "by_and_for", "region", "area", "size", "sector", "q"]


class OfferForm(forms.Form):
    """What others read of a supplier that agreed to be found."""

    words = forms.CharField(
        label=_("What you bring as a partner"), max_length=500, widget=forms.Textarea,
        help_text=_("Two or three sentences. Other suppliers read them beside what is public of you. No names, no numbers."),
    )  # fmt: skip
    presentation = {"words": {"rows": 4}}


class AskPartnerForm(forms.Form):
    """A request, for one of the user's organisations."""

    supplier = forms.ChoiceField(
        label=_("You ask for"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose which organisation you ask for")},
    )  # fmt: skip
    words = forms.CharField(
        label=_("What you have in mind"), max_length=1000, widget=forms.Textarea,
        help_text=_("What you would do, what they would do, and by when you need an answer"),
    )  # fmt: skip
    presentation = {"words": {"rows": 6}}

    def __init__(self, *args: Any, suppliers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supplier"].choices = suppliers  # type: ignore[attr-defined]
        if len(suppliers) == 1:
            self.fields["supplier"].widget = forms.HiddenInput()
            self.fields["supplier"].initial = suppliers[0][0]


@requires("commissioning.apply")
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Requests that wait, one's own agreement, and the suppliers that fit."""
    mine = _mine(request)
    finder = FindPartnerForm(request.GET)
    found = partners_matching(finder.asked(), without=[each.pk for each in mine])
    listed = Paginator(in_full(found), PAGE).get_page(request.GET.get("page"))
    competition, market = _about(request)
    context = {
        "finder": finder,
        "list_page": listed,
        "offers": offers_of([each.pk for each in listed]),
        "suppliers": mine,
        "own": offers_of([each.pk for each in mine]),
        "requests": list(requests_of([each.pk for each in mine])[:MOST]),
        "numbers": [each.pk for each in mine],
        "about": competition or market,
        "carried": {key: request.GET[key] for key in ("opportunity", "panel") if request.GET.get(key)},
        "words": words,
    }
    return render(request, "commissioning/partners.html", context)


@requires("commissioning.apply")
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, number: int) -> HttpResponse:
    """Agree to be found, change the words, or take it back."""
    supplier = _own(request, number)
    stands = offers_of([number]).get(number)
    acts: dict[str, Any] = {"supplier": supplier, "by": signed_in(request), "at": timezone.now()}
    if request.method == "POST" and "stop" in request.POST:
        commands.be_found_no_more(**acts)
        messages.success(request, gettext("Other suppliers do not find you any more"))
        return redirect("commissioning:partners")
    form = OfferForm(request.POST or None, initial={"words": stands.words if stands else ""})
    if request.method == "POST" and form.is_valid():
        commands.agree_to_be_found(words=form.cleaned_data["words"], **acts)
        messages.success(request, gettext("Other suppliers find you now"))
        return redirect("commissioning:partners")
    return render(request, "commissioning/partner_offer.html", {"supplier": supplier, "stands": stands, "form": form})


@requires("commissioning.apply")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask one of them."""
    mine = [each for each in _mine(request) if each.pk != number]
    asked = get_object_or_404(in_full(findable()), pk=number)
    if not mine:
        raise Http404
    competition, market = _about(request)
    form = AskPartnerForm(request.POST or None, suppliers=[(str(each.pk), each.legal_name) for each in mine])
    if request.method == "POST" and form.is_valid():
        asker = next(each for each in mine if str(each.pk) == form.cleaned_data["supplier"])
        try:
            commands.ask_partner(
                asker=asker, asked=asked, words=form.cleaned_data["words"], competition=competition, market=market,
                by=signed_in(request), at=timezone.now(),
            )  # fmt: skip
        except commands.PartnerRefused as refused:
            form.add_error(None, REFUSED[refused.code])
        else:
            messages.success(request, gettext("Your request was sent. You are told of the answer here and by email."))
            return redirect("commissioning:partners")
    context = {"asked": asked, "offer": offers_of([number]).get(number), "form": form, "about": competition or market,
               "words": words}  # fmt: skip
    return render(request, "commissioning/partner_ask.html", context)


@requires("commissioning.apply")
@require_POST
def answer(request: HttpRequest, key: int) -> HttpResponse:
    """Answer a request."""
    found = get_object_or_404(PartnerRequest, pk=key, asked__in=_mine(request))
    said = request.POST.get("words", "")[:1000]
    try:
        commands.answer_partner(
            request=found,
            agree=request.POST.get("answer") == "yes",
            words=said,
            by=signed_in(request),
            at=timezone.now(),
        )
    except commands.PartnerRefused as refused:
        messages.error(request, str(REFUSED[refused.code]))
    else:
        messages.success(request, gettext("Your answer was sent"))
    return redirect("commissioning:partners")


def _mine(request: HttpRequest) -> list[Supplier]:
    return [each.supplier for each in acting_for(signed_in(request))]


def _own(request: HttpRequest, number: int) -> Supplier:
    found = next((each for each in _mine(request) if each.pk == number), None)
    if found is None:
        raise Http404
    return found


def _about(request: HttpRequest) -> tuple[Competition | None, Market | None]:
    """The published competition or the panel that the request is about, where the address names one."""
    wanted, of_panel = request.GET.get("opportunity", ""), request.GET.get("panel", "")
    competition = Competition.objects.filter(reference=wanted, published_at__isnull=False).first() if wanted else None
    market = Market.objects.filter(reference=of_panel).exclude(state="draft").first() if of_panel else None
    return competition, market
