"""The public pages on which an organisation that is not known yet registers itself."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from throughcare.accounts.acting import nobody_acting
from throughcare.accounts.commands.users import UsernameTaken
from throughcare.accounts.models import User
from throughcare.accounts.web.access import public, signed_in
from throughcare.accounts.web.attempts import may_try, status_of
from throughcare.audit.commands import record
from throughcare.organisations.commands import registration as commands
from throughcare.organisations.commands.colleagues import Link
from throughcare.organisations.commands.suppliers import IdentifierRefused, IdentifierTaken
from throughcare.organisations.rules.supplier_policy import supplier_policies
from throughcare.organisations.web import supplier_words as words
from throughcare.organisations.web.registration_forms import BeginForm, EntryForm, NewUserForm
from throughcare.outbox.adapters import is_in_use

REFUSED = {
    "other-address": _("The link was sent to another address than the one of your account"),
    "other-role": _("Your account is not one of a supplier: register with another email address"),
}


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Which organisation, and the address for the link. An address with an account is answered like any other."""
    form, taken, policy = BeginForm(request.POST or None), False, supplier_policies().on(timezone.localdate())
    if request.method == "POST" and is_in_use("email") and form.is_valid() and _may_try(request, form):
        try:
            commands.begin_registration(**form.cleaned_data, link=_link(request), at=timezone.now())
        except IdentifierRefused as refused:
            field = "reason" if refused.decision.reason.code == "reason-missing" else "number"
            form.add_error(field, refused.decision.reason.words.say(gettext))
        except IdentifierTaken:
            taken = True
            form.add_error("number", _("An organisation with this number is registered already"))
        else:
            return redirect("organisations:registration-sent")
    context = {"form": form, "taken": taken, "possible": is_in_use("email"), "policy": policy}
    return render(request, "organisations/registration.html", context, status=status_of(form))


@public
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """What happens next, the same for everybody."""
    return render(
        request, "organisations/registration_sent.html", {"policy": supplier_policies().on(timezone.localdate())}
    )


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, token: str) -> HttpResponse:
    """With the link: an account where there is none, and the organisation. One that ended gives one and the same page."""
    found = commands.begun(token, at=timezone.now())
    if found is None:
        return render(request, "organisations/registration_ended.html", status=404)
    context: dict[str, Any] = {"begun": found, "words": words}
    first = {"legal_name": found.legal_name, "voluntary": "unknown", "legal_form": "not-known"}
    if request.user.is_authenticated:
        form: EntryForm = EntryForm(request.POST or None, initial=first)
    elif User.objects.filter(email__iexact=found.email).exists():
        return render(request, "organisations/registration_finish.html", context | {"sign_in": request.path})
    else:
        form = NewUserForm(
            User(username=found.email, email=found.email), request.POST or None, None, "id_%s", None, first
        )
    if request.method == "POST" and form.is_valid():
        return _finish(request, token, form, context)
    return render(request, "organisations/registration_finish.html", context | {"form": form})


def _finish(request: HttpRequest, token: str, form: EntryForm, context: dict[str, Any]) -> HttpResponse:
    now, typed = timezone.now(), form.cleaned_data
    try:
        if request.user.is_authenticated:
            commands.finish_registration(token=token, entry=form.entry(), by=signed_in(request), at=now)
            messages.success(request, gettext("The organisation is registered, and you act for it"))
            return redirect("organisations:home")
        commands.finish_as_new_user(
            token=token, entry=form.entry(), first_name=typed["first_name"], last_name=typed["last_name"],
            password=typed["password"], at=now,
        )  # fmt: skip
    except commands.RegistrationRefused as refused:
        if refused.code in REFUSED:
            form.add_error(None, REFUSED[refused.code])
            return render(request, "organisations/registration_finish.html", context | {"form": form}, status=403)
        return render(request, "organisations/registration_ended.html", status=404)
    except UsernameTaken:
        return render(request, "organisations/registration_ended.html", status=404)
    except IdentifierTaken:
        return render(request, "organisations/registration_finish.html", context | {"taken": True}, status=409)
    messages.success(request, words.account_made())
    return redirect("sign-in")


def _may_try(request: HttpRequest, form: BeginForm) -> bool:
    """The limit of the sign-in, for each address that is typed and for each that asks."""

    def log(action: str) -> None:
        with nobody_acting():
            record(action=action, by=None, at=timezone.now(), subject="")

    return may_try(request, form, f"register {form.cleaned_data['email']}", log=log)


def _link(request: HttpRequest) -> Link:
    return lambda token: request.build_absolute_uri(reverse("organisations:registration", args=[token]))
