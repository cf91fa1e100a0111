"""The number at which people reach a team, for whoever leads it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from throughcare.accounts.web.access import requires, signed_in
from throughcare.workforce.commands.teams import set_team_phone
from throughcare.workforce.queries.staff import managed_team


class PhoneForm(forms.Form):
    """A number, or none."""

    phone = forms.RegexField(
        label=_("Phone number of the team"),
        regex=r"^[0-9+() ]{6,30}$",
        required=False,
        help_text=_("People on probation see it on their own page"),
        error_messages={"invalid": _("Type a phone number, or leave it empty")},
    )
    presentation = {"phone": {"width": "20", "inputmode": "tel"}}


@requires("workforce.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, code: str) -> HttpResponse:
    """Change the number of a team that one leads; any other team is as absent as none."""
    team = managed_team(signed_in(request), code, on=timezone.localdate())
    if team is None:
        raise Http404
    form = PhoneForm(request.POST or None, initial={"phone": team.phone})
    if request.method == "POST" and form.is_valid():
        set_team_phone(team=team, phone=form.cleaned_data["phone"], by=signed_in(request), at=timezone.now())
        messages.success(request, gettext("Saved"))
        return redirect("workforce:team-phone", code)
    return render(request, "workforce/team_phone.html", {"team": team, "form": form})
