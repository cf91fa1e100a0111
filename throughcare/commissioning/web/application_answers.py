"""What is typed on the page of an application beside what a button is about: it is saved, or it stays on the page."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext

from throughcare.accounts.web.access import signed_in
from throughcare.commissioning.commands import applications as commands
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import MarketApplication
from throughcare.commissioning.queries.markets import opened_on
from throughcare.commissioning.web.application_forms import ApplicationForm, GroundForm, PartnerForm
from throughcare.kernel.decision import mark
from throughcare.organisations.commands.suppliers import IdentifierRefused

ANSWERS_SENT = "scheme"
"""A field of the answers: it is there wherever they are sent along."""
SIGN_ANEW = mark("Your answers are saved, but not sent: every partner must sign them anew first. Then send it.")
NOT_ADDED = mark(
    "Your answers are saved, but not sent: add the partner or state the ground that you typed, or clear it."
)


def keep_answers(request: HttpRequest, found: MarketApplication, form: ApplicationForm) -> bool:
    """Save what is typed in the answers; False where the form has something to say."""
    if form.is_valid():
        try:
            commands.fill_application(application=found, **form.details(), by=signed_in(request), at=timezone.now())
        except IdentifierRefused as refused:
            form.add_error("number", refused.decision.reason.words.say(gettext))
        except PanelRefused as refused:
            form.refuse(refused)
    return not form.errors


def typed_beside(request: HttpRequest, found: MarketApplication) -> dict[str, forms.Form]:
    """The forms beside the answers of a draft in which something is typed."""
    if found.state != "draft":
        return {}
    law_of = opened_on(found.market) or timezone.localdate()
    both = {"partner": PartnerForm(request.POST), "ground": GroundForm(request.POST, law_of=law_of)}
    return {name: form for name, form in both.items() if form.has_changed()}


def say_saved(request: HttpRequest, why_not_sent: str = "") -> None:
    """Say that it is saved, and why it was not sent as well."""
    messages.success(request, gettext("Saved"))
    if why_not_sent:
        messages.error(request, gettext(why_not_sent))


def of_answers(form: forms.Form) -> None:
    """Let the browser send the fields with the answers, wherever on the page they stand."""
    for field in form.fields.values():
        field.widget.attrs["form"] = "answers-form"
