"""Choosing a password with the link that an administrator passed on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from throughcare.accounts.acting import acting
from throughcare.accounts.commands import users
from throughcare.accounts.models import User
from throughcare.accounts.web.access import public
from throughcare.accounts.web.sessions import end_session

_NEW = {"autocomplete": "new-password"}


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=1000,
        help_text=_("At least 12 characters. Three words that do not belong together make a good one."),
        widget=forms.PasswordInput(attrs=dict(_NEW)),
    )
    again = forms.CharField(
        label=_("New password again"), strip=False, max_length=1000, widget=forms.PasswordInput(attrs=dict(_NEW))
    )

    def __init__(self, user: User, *given: Any) -> None:
        super().__init__(*given)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Both the same, and strong enough."""
        cleaned: dict[str, Any] = super().clean() or {}
        password, again = cleaned.get("password"), cleaned.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords are not the same"))
        elif password:
            try:
                password_validation.validate_password(password, self.user)
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return cleaned


@public
@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def choose_password(request: HttpRequest, who: str, token: str) -> HttpResponse:
    """Set a password by link. A link that is wrong, used or too old gives one and the same page."""
    user = users.invited_user(who, token)
    if user is None:
        return render(request, "accounts/link_ended.html", status=404)
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_session(request)
        with acting(user, why="choose a password"):
            users.set_password(user=user, password=form.cleaned_data["password"], at=timezone.now())
        return redirect("sign-in")
    return render(request, "accounts/choose_password.html", {"form": form, "who": user.username})
