"""Opening bids: who is named, their enrolment, their declarations, turning keys, and every attempt."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import bid_officers, bid_openings
from throughcare.commissioning.models import Competition, CompetitionInvitation, OpenedPrice, OpeningOfficer
from throughcare.commissioning.models.competition import UNPUBLISHED
from throughcare.commissioning.queries.bids import bid_keys
from throughcare.commissioning.queries.competitions import takes_bids
from throughcare.commissioning.queries.openings import attempts_at, declarations_of, officers_of, offices_of
from throughcare.commissioning.queries.reach import near_or_named
from throughcare.commissioning.web.opening_forms import DeclareForm, EnrolForm, NameForm, OpenForm
from throughcare.kernel.csv_safe import csv_lines

PAGE = 25
REFUSED = {
    "role": _("Only a commissioner or a director opens bids, and each enrols for themselves"),
    "stands-with-a-bidder": _("Somebody who acts for an organisation that is invited cannot open the bids"),
    "already": _("This person is named already"),
    "out-of-reach": _("Another region buys here: it is not within your reach."),
    "other-region": _("They commission in other regions than this competition is of"),
    "fixed": _("The competition is published, so its officers are fixed"),
}
OUTCOMES = {
    "turned": _("Key turned: a second officer can open now"),
    "opened": _("Opened"),
    "no-officer": _("Refused: not an officer of this competition"),
    "over": _("Refused: the competition was withdrawn or cancelled"),
    "already-open": _("Refused: open already"),
    "before-deadline": _("Refused: the deadline has not passed"),
    "too-few-officers": _("Refused: a second officer is needed"),
    "author-of-a-bid": _("Refused: an officer acts for somebody invited, or wrote a bid"),
    "not-declared": _("Refused: a declaration of conflicts is missing"),
    "conflict": _("Refused: an officer declared a conflict"),
    "quality-not-agreed": _("Refused: quality has not been agreed"),
    "wait": _("Refused: too many wrong passphrases; wait a quarter of an hour"),
    "wrong-passphrase": _("Refused: wrong passphrase"),
    "key-was-changed": _("Refused: the key that is kept is not the one that was made"),
}
ENVELOPES = {"quality": _("Quality"), "price": _("Prices")}


@requires("commissioning.open_bids")
@require_safe
def opening_list(request: HttpRequest) -> HttpResponse:
    """The competitions whose bids the user is named to open."""
    listed = Paginator(offices_of(signed_in(request)), PAGE).get_page(request.GET.get("page"))
    return render(request, "commissioning/openings.html", {"list_page": listed, "unpublished": UNPUBLISHED})


@requires("commissioning.open_bids")
@never_cache
@require_safe
def opening(request: HttpRequest, reference: str) -> HttpResponse:
    """Officers, declarations, keys and attempts of one competition; ``?format=csv`` gives the attempts."""
    competition = _competition(request, reference)
    if request.GET.get("format") == "csv":
        return _csv(competition)
    return _page(request, competition)


@requires("commissioning.compete")
@require_POST
def name_officer(request: HttpRequest, reference: str) -> HttpResponse:
    """Name somebody to open the bids."""
    competition, form = _competition(request, reference), NameForm(request.POST)
    if form.is_valid():
        try:
            bid_officers.name_officer(
                competition=competition, user=form.cleaned_data["username"], by=signed_in(request), at=timezone.now()
            )
        except bid_officers.OfficerRefused as refusal:
            form.add_error("username", str(REFUSED[refusal.code]))
        else:
            messages.success(request, gettext("Named. They enrol with a passphrase of their own."))
            return redirect("commissioning:opening", reference=reference)
    return _page(request, competition, name_form=form)


@requires("commissioning.compete")
@require_POST
def remove_officer(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Name somebody no more."""
    officer = get_object_or_404(OpeningOfficer, pk=key, competition=_competition(request, reference), removed_at=None)
    try:
        bid_officers.remove_officer(officer=officer, by=signed_in(request), at=timezone.now())
    except bid_officers.OfficerRefused as refusal:
        messages.error(request, str(REFUSED[refusal.code]))
    return redirect("commissioning:opening", reference=reference)


@sensitive_post_parameters()
@requires("commissioning.open_bids")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, reference: str) -> HttpResponse:
    """Enrol with a passphrase."""
    competition, form = _competition(request, reference), EnrolForm(request.POST or None)
    officer = _own_office(request, competition)
    if request.method == "POST" and form.is_valid():
        try:
            bid_officers.enrol_officer(
                officer=officer, passphrase=form.cleaned_data["passphrase"], by=signed_in(request), at=timezone.now()
            )
        except bid_officers.WeakPassphrase:
            form.is_weak()
        except bid_officers.OfficerRefused as refusal:
            form.add_error(None, str(REFUSED[refusal.code]))
        else:
            messages.success(request, gettext("You are enrolled"))
            return redirect("commissioning:opening", reference=reference)
    return render(request, "commissioning/opening_enrol.html", {"competition": competition, "form": form})


@requires("commissioning.open_bids")
@require_POST
def declare(request: HttpRequest, reference: str) -> HttpResponse:
    """Declare whether there is a conflict."""
    competition, form = _competition(request, reference), DeclareForm(request.POST)
    officer = _own_office(request, competition)
    if not form.is_valid():
        return _page(request, competition, declare_form=form)
    typed = form.cleaned_data
    bid_openings.declare(
        officer=officer, conflict=typed["conflict"] == "yes", about=typed["about"], by=signed_in(request),
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, gettext("Your declaration is kept"))
    return redirect("commissioning:opening", reference=reference)


@sensitive_post_parameters()
@requires("commissioning.open_bids")
@never_cache
@require_POST
def open_bids(request: HttpRequest, reference: str, envelope: str) -> HttpResponse:
    """Turn one's key, or open where another officer has turned theirs."""
    competition, form = _competition(request, reference), OpenForm(request.POST)
    if envelope not in ENVELOPES:
        raise Http404
    if not form.is_valid():
        return _page(request, competition, open_form=form)
    done = bid_openings.attempt_opening(
        competition=competition, envelope=envelope, passphrase=form.cleaned_data["passphrase"], by=signed_in(request),
        at=timezone.now(),
    )  # fmt: skip
    if done.outcome in ("turned", "opened"):
        messages.success(request, str(OUTCOMES[done.outcome]))
        return redirect("commissioning:opening", reference=reference)
    form.add_error(None, str(OUTCOMES[done.outcome]))
    return _page(request, _competition(request, reference), open_form=form, decision=done.decision)


def _competition(request: HttpRequest, reference: str) -> Competition:
    found = near_or_named(Competition.objects.select_related("market"), signed_in(request))
    return get_object_or_404(found, reference=reference)


def _own_office(request: HttpRequest, competition: Competition) -> OpeningOfficer:
    return get_object_or_404(OpeningOfficer, competition=competition, user=signed_in(request), removed_at=None)


def _page(request: HttpRequest, competition: Competition, **shown: Any) -> HttpResponse:
    user, officers = signed_in(request), officers_of(competition)
    declared = declarations_of(officers)
    own = next((each for each in officers if each.user_id == user.pk), None)
    over = competition.published_at is not None and not takes_bids(competition, at=timezone.now())
    invited = CompetitionInvitation.objects.filter(competition=competition).select_related("supplier")
    context: dict[str, Any] = {
        "competition": competition,
        "officers": [(each, declared.get(each.pk)) for each in officers],
        "own": own,
        "own_declared": declared.get(own.pk) if own else None,
        "is_draft": competition.state in UNPUBLISHED,
        "envelope": _envelope(competition, over),
        "envelope_names": ENVELOPES,
        "may_name": user.may("commissioning.compete") and competition.state in UNPUBLISHED,
        "keys": bid_keys(competition),
        "invited": [each.supplier.legal_name for each in invited] if own and over else [],
        "attempts": [(each, OUTCOMES.get(each.outcome, each.outcome)) for each in attempts_at(competition)],
        "name_form": NameForm(),
        "declare_form": DeclareForm(),
        "open_form": OpenForm(),
    }
    context.update(shown)
    context["errors_of"] = [context[name] for name in ("name_form", "declare_form", "open_form")]
    return render(request, "commissioning/opening.html", context)


def _envelope(competition: Competition, over: bool) -> str:
    """What can be opened next; nothing before the deadline, and after both are open."""
    if not over or competition.state in bid_openings.OVER:
        return ""
    if competition.state in ("published", "closed"):
        return "quality"
    return "" if OpenedPrice.objects.filter(opened__competition=competition).exists() else "price"


def _csv(competition: Competition) -> HttpResponse:
    header = [gettext("Time"), gettext("By whom"), gettext("Envelope"), gettext("Outcome")]
    rows = (
        [timezone.localtime(each.at).isoformat(timespec="seconds"), str(each.by), ENVELOPES[each.envelope],
         OUTCOMES.get(each.outcome, each.outcome)]
        for each in attempts_at(competition)
    )  # fmt: skip
    answer = HttpResponse("".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="attempts-{competition.reference}.csv"'
    return answer
