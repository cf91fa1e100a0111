"""The pages of a person on probation about themselves: the next appointment first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.own.commands import asking, details
from throughcare.own.models import OwnAsked, OwnPhone, OwnRecord
from throughcare.own.queries import own
from throughcare.own.web import forms, phrases

_REFUSED = {
    "no-reason": forms.WHY_MISSING,
    "asked-already": forms.ASKED_ALREADY,
    "not-possible": forms.NOT_POSSIBLE,
    "not-open": forms.NOT_POSSIBLE,
}


@requires("own.view")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """When, where and with whom the next appointment is, and what to bring."""
    ahead, _past = own.meetings(language=phrases.language(), at=timezone.now())
    return _show(request, "home", next=ahead[0] if ahead else None, later=ahead[1:4], more=len(ahead) > 4)


@requires("own.view")
@require_safe
def appointments(request: HttpRequest) -> HttpResponse:
    """Every appointment, those ahead first."""
    ahead, past = own.meetings(language=phrases.language(), at=timezone.now())
    return _show(request, "appointments", ahead=ahead, past=past)


@requires("own.view")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for another time. The page says that the appointment stays until it is moved."""
    found = own.meeting(reference, language=phrases.language(), at=timezone.now())
    if found is None or not found.is_ahead:
        raise Http404
    form = forms.AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asking.ask_to_rearrange(
                appointment=found.row, **form.cleaned_data, by=signed_in(request), at=timezone.now()
            )
        except asking.AskRefused as refused:
            form.add_error(None, str(_REFUSED[refused.code]))
        else:
            messages.success(request, gettext("We have your question. Come as planned until we tell you."))
            return redirect("own:appointments")
    return _show(request, "ask", meeting=found, form=form)


@requires("own.view")
@require_POST
def take_back(request: HttpRequest, key: int) -> HttpResponse:
    """Take back what one asked."""
    asked = get_object_or_404(OwnAsked, pk=key)
    try:
        asking.take_back(asked=asked, by=signed_in(request), at=timezone.now())
    except asking.AskRefused:
        messages.warning(request, gettext("We have answered already."))
    else:
        messages.success(request, gettext("You took your question back. The appointment stays."))
    return redirect("own:appointments")


@requires("own.view")
@require_safe
def conditions(request: HttpRequest) -> HttpResponse:
    """What each sentence asks for in plain words, with what is done and left."""
    on = timezone.localdate()
    return _show(request, "conditions", sentences=own.duties(language=phrases.language(), on=on))


@requires("own.view")
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The plan that was agreed."""
    agreed, parts = own.own_plan()
    return _show(request, "plan", plan=agreed, parts=parts)


@requires("own.view")
@require_safe
def my_details(request: HttpRequest) -> HttpResponse:
    """Who the officer is, how to reach them, and what the person may change."""
    return _show(request, "details", phones=list(OwnPhone.objects.order_by("-start", "-id")))


@requires("own.view")
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest) -> HttpResponse:
    """Give another number."""
    form = forms.PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        on, now = timezone.localdate(), timezone.now()
        try:
            details.change_phone(number=form.cleaned_data["number"], by=signed_in(request), on=on, at=now)
        except details.NotANumber:
            form.add_error("number", str(forms.NOT_A_NUMBER))
        except details.NothingChanged:
            form.add_error("number", str(forms.NUMBER_KNOWN))
        else:
            messages.success(request, gettext("We have your new number."))
            return redirect("own:details")
    return _show(request, "change", form=form, title=gettext("Change your phone number"))


@requires("own.view")
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Say which language one prefers."""
    me = own.own_record()
    form = forms.LanguageForm(request.POST or None, initial={"language": me.language if me else "en"})
    if request.method == "POST" and form.is_valid():
        try:
            details.change_language(language=form.cleaned_data["language"], by=signed_in(request), at=timezone.now())
        except details.NothingChanged:
            messages.success(request, gettext("We know that already."))
            return redirect("own:details")
        messages.success(request, gettext("We will use that language when we can."))
        return redirect("own:details")
    return _show(request, "change", form=form, title=gettext("Change your language"))


def _show(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """A page of one's own; somebody without a record to see is told so, and nothing else."""
    me: OwnRecord | None = own.own_record()
    if me is None:
        return render(request, "own/nothing.html")
    return render(
        request, f"own/{template}.html", {"me": me, "phrases": phrases, "on": timezone.localdate(), **context}
    )
