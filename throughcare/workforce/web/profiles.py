"""What allocation needs to know beside hours: languages and sex of a practitioner, the office of a team."""

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
from throughcare.workforce.commands.profiles import ProfileRefused, set_office, set_profile
from throughcare.workforce.models import StaffProfile, TeamOffice
from throughcare.workforce.queries.staff import managed, managed_team


class ProfileForm(forms.Form):
    """What the practitioner told about themselves; nothing of it is compulsory."""

    speaks_welsh = forms.BooleanField(label=_("Supervises in Welsh"), required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=[("", _("Not recorded")), ("F", _("Female")), ("M", _("Male"))],
        help_text=_("Read only where a person asked for a practitioner of one sex."),
    )


class OfficeForm(forms.Form):
    """Where the team works."""

    postcode = forms.CharField(
        label=_("Postcode of the office"),
        max_length=8,
        help_text=_("Travel in allocation plans is reckoned from here."),
        error_messages={"required": _("Type a whole postcode")},
    )
    presentation = {"postcode": {"width": "10", "spellcheck": False}}


@requires("workforce.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, code: str) -> HttpResponse:
    """Languages and sex of somebody whom one leads."""
    user = signed_in(request)
    staff = managed(user, code, on=timezone.localdate())
    if staff is None:
        raise Http404
    standing = StaffProfile.objects.filter(staff=staff).first()
    first = {"speaks_welsh": standing.speaks_welsh, "sex": standing.sex} if standing else {}
    form = ProfileForm(request.POST or None, initial=first)
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            set_profile(staff=staff, **form.cleaned_data, by=user, at=timezone.now())
            messages.success(request, gettext("Saved"))
            return redirect("workforce:working-time", code)
    return render(request, "workforce/staff_profile.html", {"staff": staff, "form": form})


@requires("workforce.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest, code: str) -> HttpResponse:
    """The office of a team that one leads."""
    user = signed_in(request)
    team = managed_team(user, code, on=timezone.localdate())
    if team is None:
        raise Http404
    standing = TeamOffice.objects.filter(team=team).first()
    form = OfficeForm(request.POST or None, initial={"postcode": standing.postcode if standing else ""})
    if request.method == "POST" and form.is_valid():
        try:
            set_office(team=team, postcode=form.cleaned_data["postcode"], by=user, at=timezone.now())
        except ProfileRefused:
            form.add_error("postcode", gettext("Type a whole postcode"))
        else:
            messages.success(request, gettext("Saved"))
            return redirect("workforce:team-office", code)
    return render(request, "workforce/team_office.html", {"team": team, "form": form})
