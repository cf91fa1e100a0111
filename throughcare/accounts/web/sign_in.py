"""Signing in with a password and a second factor; signing out."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from throughcare.accounts.acting import acting, nobody_acting
from throughcare.accounts.commands import second_factor
from throughcare.accounts.commands.attempts import forgive_attempts
from throughcare.accounts.models import User
from throughcare.accounts.web.access import public
from throughcare.accounts.web.attempts import may_try, status_of
from throughcare.accounts.web.sessions import address_of, begin_session, end_session, where_next
from throughcare.audit.commands import record

PENDING = "sign_in_pending"
CODES = "recovery_codes"
_TIME_FOR_THE_CODE = timedelta(minutes=10)


class PasswordForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A code of the second factor."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Six figures from your authenticator app, or one of your recovery codes"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )
    presentation = {"code": {"width": "10", "inputmode": "numeric", "spellcheck": False}}


class NewCodeForm(CodeForm):
    """The first code of a new authenticator app."""

    presentation = {
        "code": {
            "width": "10",
            "inputmode": "numeric",
            "spellcheck": False,
            "hint": _("Six figures that the app shows now"),
        }
    }


@public
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """First step: user name and password. The answer does not tell a user who does not exist from a wrong password."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(where_next(request))
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = _check_password(request, form)
        if user is not None:
            return _ask_for_second_factor(request, user)
    context = {
        "form": form,
        "next": where_next(request),
        "ended": "ended" in request.GET,
        "refused": "refused" in request.GET,
        "single_sign_on": bool(settings.OIDC),
    }
    return render(request, "accounts/sign_in.html", context, status=status_of(form))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Second step: the code of a factor that is set up."""
    user = _pending_user(request)
    if user is None:
        return redirect("sign-in")
    if not second_factor.has_second_factor(user):
        return redirect("sign-in-set-up")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_try(request, form, user.username):
        try:
            how = second_factor.check_code(user=user, code=form.cleaned_data["code"])
        except second_factor.WrongCode:
            _log_failure("accounts.wrong_code", user.username)
            form.add_error("code", _("That code is not right, or was used before"))
        else:
            return _let_in(request, user, how=how)
    return render(request, "accounts/second_step.html", {"form": form}, status=status_of(form))


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Second step for whoever has no second factor yet: set one up; nothing else opens before that."""
    user = _pending_user(request)
    if user is None:
        return redirect("sign-in")
    if second_factor.has_second_factor(user):
        return redirect("sign-in-code")
    pending = request.session[PENDING]
    if "secret" not in pending:
        request.session[PENDING] = pending = pending | {"secret": second_factor.new_secret()}
    form = NewCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _may_try(request, form, user.username):
        code = form.cleaned_data["code"]
        try:
            with acting(user, why="sign in"):
                codes = second_factor.set_up_second_factor(
                    user=user, secret=pending["secret"], code=code, at=timezone.now()
                )
        except second_factor.WrongCode:
            _log_failure("accounts.wrong_code", user.username)
            form.add_error("code", _("That code is not right: check that the clock of your device is right, try again"))
        else:
            answer = _let_in(request, user, how="totp")
            request.session[CODES] = {"codes": codes, "next": answer.url}
            return redirect("sign-in-recovery-codes")
    context = {"form": form, "enrolment": second_factor.enrolment(user, pending["secret"])}
    return render(request, "accounts/set_up.html", context, status=status_of(form))


@public
@never_cache
@require_http_methods(["GET", "HEAD"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The recovery codes, once, right after they were made."""
    made = request.session.pop(CODES, None)
    if made is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/recovery_codes.html", made)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    end_session(request)
    return redirect("sign-in")


def _check_password(request: HttpRequest, form: PasswordForm) -> User | None:
    username = form.cleaned_data["username"].strip()
    if not _may_try(request, form, username):
        return None
    user = authenticate(request, username=username, password=form.cleaned_data["password"])
    if isinstance(user, User):
        return user
    _log_failure("accounts.failed_sign_in", username)
    form.add_error(None, _("The user name or the password is not right"))
    return None


def _may_try(request: HttpRequest, form: forms.Form, username: str) -> bool:
    return may_try(request, form, username, log=lambda action: _log_failure(action, username))


def _log_failure(action: str, username: str) -> None:
    """Audit a failure. A name that belongs to no user is not kept: people type passwords into the wrong box."""
    known = User.objects.filter(username=username).exists()
    with nobody_acting():
        record(action=action, by=None, at=timezone.now(), subject=username if known else "")


def _ask_for_second_factor(request: HttpRequest, user: User) -> HttpResponse:
    goal = where_next(request)
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "at": timezone.now().timestamp(),
        "next": goal,
        "password": user.get_session_auth_hash(),
    }
    return redirect("sign-in-code" if second_factor.has_second_factor(user) else "sign-in-set-up")


def _pending_user(request: HttpRequest) -> User | None:
    """Who has given the right password in this session, less than ten minutes ago."""
    pending = request.session.get(PENDING)
    if not pending or timezone.now().timestamp() - pending["at"] > _TIME_FOR_THE_CODE.total_seconds():
        return None
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or not constant_time_compare(pending["password"], user.get_session_auth_hash()):
        return None
    return user


def _let_in(request: HttpRequest, user: User, *, how: str) -> HttpResponseRedirect:
    goal = request.session[PENDING]["next"]
    begin_session(request, user, how=how)
    forgive_attempts(username=user.username, address=address_of(request))
    return HttpResponseRedirect(goal)
