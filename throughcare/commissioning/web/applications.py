"""Applications to panels: beginning one, the list of whoever looks, one application, and what its applicant does with it."""

from __future__ import annotations

from collections.abc import Callable
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

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import applications as commands
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import ApplicationGround, ApplicationPartner, Market, MarketApplication
from throughcare.commissioning.queries.applications import (
    answers_asked,
    applications_of,
    assessments,
    due_of,
    in_full,
    visible_applications,
    waiting_applications,
    with_due,
)
from throughcare.commissioning.queries.markets import opened_on
from throughcare.commissioning.rules.panel_grounds import GROUNDS
from throughcare.commissioning.rules.panel_refusals import REFUSALS
from throughcare.commissioning.web import panel_words
from throughcare.commissioning.web.application_answers import (
    ANSWERS_SENT,
    NOT_ADDED,
    SIGN_ANEW,
    keep_answers,
    of_answers,
    say_saved,
    typed_beside,
)
from throughcare.commissioning.web.application_forms import (
    ApplicationForm,
    ApplyForm,
    AssessForm,
    GroundForm,
    PartnerForm,
    QuestionsForm,
    WordsForm,
)
from throughcare.commissioning.web.market_forms import Refusable
from throughcare.organisations.queries.suppliers import acting_for

PAGE = 25
Command = Callable[[dict[str, Any]], object]


@requires("commissioning.apply")
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin an application for an organisation that the user acts for."""
    market = get_object_or_404(Market.objects.select_related("region"), reference=reference)
    numbers = list(acting_for(signed_in(request)).values_list("supplier", flat=True))
    form = ApplyForm(request.POST or None, suppliers=numbers, initial={"supplier": numbers[0] if numbers else None})
    if request.method == "POST" and form.is_valid():
        try:
            made = commands.start_application(market=market, supplier=form.cleaned_data["supplier"], **acting(request))
        except PanelRefused as refused:
            form.refuse(refused)
        else:
            return redirect("commissioning:application", key=made.pk)
    return render(request, "commissioning/apply.html", {"form": form, "market": market})


@requires("commissioning.read_applications")
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """Those of whoever applies; for those who buy what waits for a decision, ``?all=1`` for all."""
    user, on = signed_in(request), timezone.localdate()
    own = user.may("commissioning.apply")
    if own:
        found = applications_of([each.supplier for each in acting_for(user)])
    elif request.GET.get("all") == "1":
        found = visible_applications().order_by("-submitted_at", "-pk")
    else:
        found = waiting_applications()
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    dues = {each.application.pk: each.due for each in with_due(list(listed), on=on)}
    context = {"list_page": listed, "dues": dues, "own": own, "words": panel_words, "all": "all" in request.GET}
    return render(request, "commissioning/applications.html", context)


@requires("commissioning.read_applications")
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, key: int) -> HttpResponse:
    """One application; its applicant sends the form of it."""
    found = one(key)
    if request.method != "POST":
        return page(request, found)
    if not leads(signed_in(request), found):
        raise Http404
    form, then = ApplicationForm(request.POST, application=found), request.POST.get("then")
    partners = found.partners.all().exists()
    changed = then != "send" or not partners or form.has_changed()
    if changed and not keep_answers(request, found, form):
        return page(request, one(key), details=form, **typed_beside(request, found))
    if beside := typed_beside(request, found):
        say_saved(request, NOT_ADDED if then == "send" else "")
        return page(request, one(key), **beside)
    if then != "send":
        say_saved(request)
    elif partners and changed:
        say_saved(request, SIGN_ANEW)
    else:
        return attempt(request, key, lambda acts: commands.submit_application(application=one(key), **acts))
    return redirect("commissioning:application", key=key)


@requires("commissioning.apply")
@require_POST
def add_partner(request: HttpRequest, key: int) -> HttpResponse:
    """Name a partner; what is typed in the answers is saved with it."""
    found, form = own_one(request, key), PartnerForm(request.POST)
    return sent_beside(request, found, "partner", form, lambda acts: commands.add_partner(
        application=found, **form.cleaned_data, **acts))  # fmt: skip


@requires("commissioning.apply")
@require_POST
def remove_partner(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Take a partner out."""
    partner = get_object_or_404(ApplicationPartner, pk=number, application=own_one(request, key))
    return attempt(request, key, lambda acts: commands.remove_partner(partner=partner, **acts))


@requires("commissioning.apply")
@require_POST
def sign(request: HttpRequest, key: int, number: int) -> HttpResponse:
    """Sign for a partner that the user acts for."""
    mine = acting_for(signed_in(request)).values("supplier")
    partner = get_object_or_404(ApplicationPartner, pk=number, application=one(key), supplier__in=mine)
    return attempt(request, key, lambda acts: commands.sign_application(partner=partner, **acts))


@requires("commissioning.apply")
@require_POST
def state_ground(request: HttpRequest, key: int) -> HttpResponse:
    """Declare a ground of exclusion; what is typed in the answers is saved with it."""
    found = own_one(request, key)
    form = GroundForm(request.POST, law_of=opened_on(found.market) or timezone.localdate())
    return sent_beside(request, found, "ground", form, lambda acts: commands.state_ground(
        application=found, **form.cleaned_data, **acts))  # fmt: skip


@requires("commissioning.apply")
@require_POST
def step(request: HttpRequest, key: int) -> HttpResponse:
    """Send it, or take it back."""
    verbs = {"submit": commands.submit_application, "withdraw": commands.withdraw_application}
    verb, found = request.POST.get("verb", ""), own_one(request, key)
    if verb not in verbs:
        raise Http404
    return attempt(request, key, lambda acts: verbs[verb](application=found, **acts))


@requires("commissioning.apply")
@require_POST
def answer(request: HttpRequest, key: int) -> HttpResponse:
    """Answer what was asked."""
    found = own_one(request, key)
    form = QuestionsForm(request.POST, questions=found.questions.all())
    return sent(request, found, "questions", form, lambda acts: commands.answer_application(
        application=found, answers=form.answers(), **acts))  # fmt: skip


def one(key: int) -> MarketApplication:
    """The application, for whoever may see it; raises ``Http404``."""
    return get_object_or_404(in_full(MarketApplication.objects.all()), pk=key)


def own_one(request: HttpRequest, key: int) -> MarketApplication:
    """The application, for whoever acts for its lead; raises ``Http404``."""
    found = one(key)
    if not leads(signed_in(request), found):
        raise Http404
    return found


def leads(user: User, found: MarketApplication) -> bool:
    """Whether the user acts for the lead."""
    return acting_for(user).filter(supplier=found.supplier_id).exists()


def acting(request: HttpRequest) -> dict[str, Any]:
    """Who acts, and when."""
    return {"by": signed_in(request), "at": timezone.now()}


def sent(request: HttpRequest, found: MarketApplication, name: str, form: Refusable, command: Command) -> HttpResponse:
    """Do what a form asks; the page with the form where it has something to say."""
    if form.is_valid():
        try:
            command(acting(request))
        except PanelRefused as refused:
            form.refuse(refused)
        if not form.errors:
            messages.success(request, gettext("Saved"))
            return redirect("commissioning:application", key=found.pk)
    return page(request, one(found.pk), **{name: form})


def sent_beside(
    request: HttpRequest, found: MarketApplication, name: str, form: Refusable, command: Command
) -> HttpResponse:
    """The same for a form beside the answers: first what is typed in them is saved, and nothing typed is lost."""
    others = {other: each for other, each in typed_beside(request, found).items() if other != name}
    if ANSWERS_SENT in request.POST:
        details = ApplicationForm(request.POST, application=found)
        if details.has_changed() and not keep_answers(request, found, details):
            return page(request, one(found.pk), details=details, **{name: form}, **others)
    answer = sent(request, found, name, form, command)
    if not form.errors and others:
        return page(request, one(found.pk), **others)
    return answer


def attempt(request: HttpRequest, key: int, command: Command) -> HttpResponse:
    """Do something that needs no form, and lead back with what came of it."""
    try:
        command(acting(request))
    except PanelRefused as refused:
        for code in refused.codes:
            messages.error(request, gettext(REFUSALS[code]))
    else:
        messages.success(request, gettext("Saved"))
    return redirect("commissioning:application", key=key)


def page(request: HttpRequest, found: MarketApplication, **given: forms.Form) -> HttpResponse:
    """The page of an application; ``given`` is the form that was sent and refused."""
    user, on = signed_in(request), timezone.localdate()
    lead, buys = leads(user, found), user.may("commissioning.market")
    rows = answers_asked(found)
    mine = set(acting_for(user).values_list("supplier", flat=True))
    made: dict[str, forms.Form] = {}
    if lead and found.state in commands.WRITTEN:
        made["details"] = ApplicationForm(application=found)
    if lead and found.state == "draft":
        made["partner"] = PartnerForm()
        made["ground"] = GroundForm(law_of=opened_on(found.market) or on)
        for name in ("partner", "ground"):
            made[name] = given.get(name, made[name])
            of_answers(made[name])
    if lead and found.state == "information-requested":
        made["questions"] = QuestionsForm(questions=found.questions.all())
    if lead and found.state == "declined":
        made["appeal"] = WordsForm(label=_("Why you appeal"), name="appeal")
    if buys and found.state == "under-review":
        made["assess"] = AssessForm(rows=rows)
        made["ground"] = GroundForm(law_of=opened_on(found.market) or on)
        made["decide"] = WordsForm(label=_("Message to the applicant"), name="decide", required=False)
        made |= {f"reasons-{each.pk}": reasons_form(each.pk) for each in found.grounds.all()}
    if buys and found.state in ("submitted", "under-review"):
        made["ask"] = WordsForm(label=_("What you ask"), name="ask")
    if buys and found.submitted_at and found.decided_at is None and not found.extension_reason:
        made["extend"] = WordsForm(label=_("Written reason for a longer time"), name="extend")
    context: dict[str, Any] = {
        "application": found, "rows": rows, "lead": lead, "buys": buys, "mine": mine, "words": panel_words,
        "judged": assessments(found, on=on) if found.decided_at is None else [],
        "due": due_of(found, on=on) if found.submitted_at else None,
        "ground_names": GROUNDS, "forms": made | given,
    }  # fmt: skip
    if given:
        context["form"] = next(iter(given.values()))
    return render(request, "commissioning/application.html", context)


def reasons_form(number: int, posted: Any = None) -> WordsForm:
    """Why what was done about a ground is enough or not; a page may show several."""
    return WordsForm(posted, label=_("Reasons"), name=f"reasons-{number}")


def ground_of(found: MarketApplication, number: int) -> ApplicationGround:
    """A ground of an application; raises ``Http404``."""
    return get_object_or_404(ApplicationGround, pk=number, application=found)
