"""One's own account: what is known of it, another password, new recovery codes."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.commands import second_factor, users
from throughcare.accounts.commands.attempts import forgive_attempts
from throughcare.accounts.commands.tokens import revoke_token
from throughcare.accounts.models import ApiToken, User
from throughcare.accounts.queries.tokens import tokens_of
from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.attempts import may_try, status_of
from throughcare.accounts.web.passwords import NewPasswordForm
from throughcare.accounts.web.sessions import BEGAN, SEEN, address_of
from throughcare.accounts.web.sign_in import CodeForm
from throughcare.audit.commands import record


class ChangePasswordForm(NewPasswordForm):
    """The password that holds now, and a new one, twice."""

    current = forms.CharField(
        label=_("Your current password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("current", "password", "again")

    def clean(self) -> dict[str, Any]:
        """The new one is another."""
        cleaned = super().clean()
        if cleaned.get("password") and cleaned.get("password") == cleaned.get("current"):
            self.add_error("password", _("This is the password that you have already"))
        return cleaned


@requires("site.home")
@never_cache
@require_safe
def own_account(request: HttpRequest) -> HttpResponse:
    """What is known of one's own account, and what one can change of it."""
    user = signed_in(request)
    context = {
        "user": user,
        "role": ROLE.label(user.role),
        "has_password": user.has_usable_password(),
        "has_second_factor": second_factor.has_second_factor(user),
        "codes_left": second_factor.recovery_codes_left(user),
        "tokens": list(tokens_of(user, at=timezone.now())),
    }
    return render(request, "accounts/own.html", context)


@requires("site.home")
@require_POST
def revoke_own_token(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a token that acts as oneself."""
    user = signed_in(request)
    token = get_object_or_404(ApiToken, pk=number, user=user)
    revoke_token(token=token, by=user, at=timezone.now())
    messages.success(request, gettext("The token was revoked"))
    return redirect("accounts:own")


@requires("site.home")
@never_cache
@sensitive_post_parameters("current", "password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Another password. It asks for the present one, and signs out everywhere else."""
    user = signed_in(request)
    if not user.has_usable_password():
        raise Http404
    form = ChangePasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid() and may_try(request, form, user.username, log=_log(user)):
        if user.check_password(form.cleaned_data["current"]):
            return _changed(request, user, form.cleaned_data["password"])
        _log(user)("accounts.wrong_password")
        form.add_error("current", _("This is not your current password"))
    return render(request, "accounts/change_password.html", {"form": form}, status=status_of(form))


@requires("site.home")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def renew_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes for a code of the app; they are shown in the answer and never again."""
    user = signed_in(request)
    if not second_factor.has_second_factor(user):
        raise Http404
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and may_try(request, form, user.username, log=_log(user)):
        try:
            second_factor.check_code(user=user, code=form.cleaned_data["code"])
        except second_factor.WrongCode:
            _log(user)("accounts.wrong_code")
            form.add_error("code", _("That code is not right, or was used before"))
        else:
            codes = second_factor.renew_recovery_codes(user=user, at=timezone.now())
            forgive_attempts(username=user.username, address=address_of(request))
            return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": reverse("accounts:own")})
    return render(request, "accounts/renew_recovery_codes.html", {"form": form}, status=status_of(form))


def _changed(request: HttpRequest, user: User, password: str) -> HttpResponse:
    now = timezone.now()
    users.set_password(user=user, password=password, at=now)
    # Every session has ended; this one begins again, with a new key.
    update_session_auth_hash(request, user)
    request.session[BEGAN] = request.session[SEEN] = now.timestamp()
    forgive_attempts(username=user.username, address=address_of(request))
    messages.success(request, gettext("Your password was changed. Everywhere else you are signed out."))
    return redirect("accounts:own")


def _log(user: User) -> Any:
    return partial(_record, user)


def _record(user: User, action: str) -> None:
    record(action=action, by=user, at=timezone.now(), subject=user.username)
