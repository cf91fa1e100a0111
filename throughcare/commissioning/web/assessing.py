"""What a commissioner does on the page of an application."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from throughcare.accounts.web.access import requires
from throughcare.commissioning.commands import applications, assessing
from throughcare.commissioning.queries.applications import answers_asked
from throughcare.commissioning.queries.markets import opened_on
from throughcare.commissioning.web.application_forms import AssessForm, GroundForm, WordsForm
from throughcare.commissioning.web.applications import attempt, ground_of, one, reasons_form, sent


@requires("commissioning.market")
@require_POST
def review(request: HttpRequest, key: int) -> HttpResponse:
    """Take it up."""
    found = one(key)
    return attempt(request, key, lambda acts: assessing.review_application(application=found, **acts))


@requires("commissioning.market")
@require_POST
def ask(request: HttpRequest, key: int) -> HttpResponse:
    """Ask the applicant for something."""
    found, form = one(key), WordsForm(request.POST, label=_("What you ask"), name="ask")
    return sent(request, found, "ask", form, lambda acts: assessing.ask_applicant(
        application=found, text=form.cleaned_data["words"], **acts))  # fmt: skip


@requires("commissioning.market")
@require_POST
def extend(request: HttpRequest, key: int) -> HttpResponse:
    """Give it the longer time."""
    found, form = one(key), WordsForm(request.POST, label=_("Written reason for a longer time"), name="extend")
    return sent(request, found, "extend", form, lambda acts: assessing.extend_application(
        application=found, reason=form.cleaned_data["words"], **acts))  # fmt: skip


@requires("commissioning.market")
@require_POST
def assess(request: HttpRequest, key: int) -> HttpResponse:
    """Assess its answers."""
    found = one(key)
    form = AssessForm(request.POST, rows=answers_asked(found))
    return sent(request, found, "assess", form, lambda acts: assessing.assess_answers(
        application=found, found=form.found(), **acts))  # fmt: skip


@requires("commissioning.market")
@require_POST
def find_ground(request: HttpRequest, key: int) -> HttpResponse:
    """Record a ground of exclusion that was found."""
    found = one(key)
    form = GroundForm(request.POST, law_of=opened_on(found.market) or timezone.localdate())
    return sent(request, found, "ground", form, lambda acts: applications.state_ground(
        application=found, found=True, **form.cleaned_data, **acts))  # fmt: skip


@requires("commissioning.market")
@require_POST
def decide_ground(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Decide whether what was done about a ground is enough."""
    found = one(key)
    ground, form = ground_of(found, number), reasons_form(number, request.POST)
    accepted = request.POST.get("accepted") == "yes"
    return sent(request, found, f"reasons-{number}", form, lambda acts: assessing.decide_ground(
        ground=ground, accepted=accepted, reasons=form.cleaned_data["words"], **acts))  # fmt: skip


@requires("commissioning.market")
@require_POST
def decide(request: HttpRequest, key: int) -> HttpResponse:
    """Admit or decline it, as the rule says."""
    verbs = {"admit": assessing.admit_application, "decline": assessing.decline_application}
    verb, found = request.POST.get("verb", ""), one(key)
    if verb not in verbs:
        raise Http404
    form = WordsForm(request.POST, label=_("Message to the applicant"), name="decide", required=False)
    return sent(request, found, "decide", form, lambda acts: verbs[verb](
        application=found, words=form.cleaned_data["words"], **acts))  # fmt: skip
