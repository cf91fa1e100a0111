"""The administrator's pages of API tokens: which there are, making one, taking one back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from throughcare.accounts.commands import tokens
from throughcare.accounts.models import ApiToken, User
from throughcare.accounts.queries.tokens import state_of, tokens_matching
from throughcare.accounts.rules.api_policy import longest_life, usual_life
from throughcare.accounts.rules.scopes import SCOPE
from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.csv_safe import csv_lines

PAGE = 50
STATE_NAMES = {"valid": _("Valid"), "expired": _("Expired"), "revoked": _("Revoked")}


class FindForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=_("Name, first characters or user"), max_length=100, required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("Any")), *STATE_NAMES.items()])
    presentation = {name: {"optional": False} for name in ("q", "state")}


class TokenForm(forms.Form):
    """A new token."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("The token sees what this user sees, and may do what their role may do, within its scopes."),
    )
    name = forms.CharField(
        label=_("Name of the token"), max_length=100, help_text=_("For example the program that will use it")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        choices=lambda: [(entry.code, f"{gettext(entry.label)} ({entry.code})") for entry in SCOPE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one")},
    )
    days = forms.IntegerField(label=_("For how many days it is valid"), min_value=1)
    presentation = {"username": {"width": "20"}, "days": {"width": "4"}}

    def __init__(self, *given: Any, longest: timedelta, **named: Any) -> None:
        super().__init__(*given, **named)
        self.longest = longest
        hint = ngettext("At most %(days)s day", "At most %(days)s days", longest.days) % {"days": longest.days}
        self.fields["days"].help_text = hint

    def clean_username(self) -> User:
        """The user of an open account."""
        user = User.objects.filter(username=self.cleaned_data["username"].strip(), is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody with an open account has this user name"))
        return user

    def clean_days(self) -> timedelta:
        """How long the token is good for."""
        days: int = self.cleaned_data["days"]
        if days > self.longest.days:
            raise forms.ValidationError(self.fields["days"].help_text)
        return timedelta(days=days)


@requires("accounts.manage")
@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    """Every token, fifty a page, and all of them as CSV."""
    now, form = timezone.now(), FindForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    found = tokens_matching(at=now, words=asked.get("q", ""), state=asked.get("state", ""))
    if request.GET.get("format") == "csv":
        return _csv(found, now)
    listed = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [{"token": token, "state": state_of(token, at=now)} for token in listed]
    context = {"finder": form, "list_page": listed, "rows": rows, "state_names": STATE_NAMES}
    return render(request, "accounts/token_list.html", context)


@requires("accounts.manage")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_token(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret, once; ``?user=`` fills the form in."""
    on = timezone.localdate()
    initial = {"username": request.GET.get("user", ""), "days": usual_life(on).days}
    form = TokenForm(request.POST or None, initial=initial, longest=longest_life(on))
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        made = tokens.make_token(
            user=asked["username"],
            name=asked["name"],
            scopes=asked["scopes"],
            life=asked["days"],
            by=signed_in(request),
            at=timezone.now(),
        )
        return render(request, "accounts/token_made.html", {"token": made.token, "secret": made.secret})
    return render(request, "accounts/add_token.html", {"form": form})


@requires("accounts.manage")
@require_POST
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """Take a token back: the next call with it is refused."""
    token = get_object_or_404(ApiToken, pk=number)
    tokens.revoke_token(token=token, by=signed_in(request), at=timezone.now())
    messages.success(request, gettext("The token was revoked"))
    return redirect("accounts:tokens")


def _csv(found: QuerySet[ApiToken], now: datetime) -> HttpResponse:
    header = [gettext("Name"), gettext("Begins with"), gettext("User name"), gettext("Scopes"), gettext("Made"),
              gettext("Expires"), gettext("Last used"), gettext("State")]  # fmt: skip
    response = HttpResponse("".join(csv_lines(header, _lines(found, now))), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="tokens.csv"'
    return response


def _lines(found: QuerySet[ApiToken], now: datetime) -> Iterator[list[Any]]:
    for token in found.iterator():
        moments = [_moment(at) for at in (token.made_at, token.expires_at, token.last_used_at)]
        state = str(STATE_NAMES[state_of(token, at=now)])
        yield [token.name, token.prefix, token.user.username, " ".join(token.scopes), *moments, state]


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes") if at else ""
