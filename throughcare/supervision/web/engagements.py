"""What else takes a practitioner's time: entering it, seeing what falls in it, taking it back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.supervision.commands.engagements import (
    REFUSALS,
    EngagementRefused,
    Spell,
    add_engagement,
    remove_engagement,
)
from throughcare.supervision.models import Engagement
from throughcare.supervision.queries.engagements import coming_engagements
from throughcare.supervision.queries.team import staff_of
from throughcare.supervision.rules.diary_codes import ENGAGEMENT_KIND
from throughcare.supervision.web import appointment_words
from throughcare.supervision.web.forms import TOKEN, new_token
from throughcare.supervision.web.pages import show
from throughcare.workforce.models import Staff
from throughcare.workforce.queries.staff import managed

_TIME = {"invalid": _("Time must be a time of day, like 14:30")}
_DATE = {"invalid": _("Date must be a real date")}


class EngagementForm(forms.Form):
    """From a day to a day, whole days or with times."""

    token = forms.CharField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What takes the time"),
        choices=lambda: [(entry.code, gettext(entry.label)) for entry in ENGAGEMENT_KIND],
    )
    first = forms.DateField(label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d"), error_messages=_DATE)
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d"), error_messages=_DATE)
    start = forms.TimeField(
        label=_("From"), required=False, widget=forms.TimeInput(format="%H:%M"), error_messages=_TIME
    )
    end = forms.TimeField(label=_("To"), required=False, widget=forms.TimeInput(format="%H:%M"), error_messages=_TIME)
    title = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=120,
        help_text=_("Colleagues see it. Do not name a person on probation, and no medical details."),
    )

    def clean_token(self) -> str:
        """A token that this site made."""
        token = self.cleaned_data["token"]
        if not TOKEN.fullmatch(token):
            raise forms.ValidationError(_("This form is out of date. Open it again."))
        return str(token)

    def refuse(self, code: str) -> None:
        """Show a refusal at its field."""
        field, text = REFUSALS[code]
        self.add_error(field, gettext(text))

    def spell(self) -> Spell:
        """The time typed."""
        typed = self.cleaned_data
        return Spell(typed["first"], typed["last"], typed["start"], typed["end"])


@requires("supervision.caseload")
def engagements(request: HttpRequest) -> HttpResponse:
    """One's own, or with ``?staff=`` those of somebody whom one leads: the coming ones, what falls in them, the form."""
    user, now = signed_in(request), timezone.now()
    on = timezone.localdate(now)
    staff = _whose(user, request.GET.get("staff", ""), on)
    if staff is None:
        return show(request, "no_staff")
    form = EngagementForm(request.POST or None, initial={"token": new_token(), "first": on, "last": on})
    if request.method == "POST" and form.is_valid():
        try:
            add_engagement(
                staff=staff,
                kind=form.cleaned_data["kind"],
                spell=form.spell(),
                title=form.cleaned_data["title"].strip(),
                reference=f"W-{form.cleaned_data['token']}",
                by=user,
                at=now,
            )
        except EngagementRefused as refused:
            form.refuse(refused.code)
        else:
            return redirect(_address(user, staff))
    own = staff.user_id == user.pk
    context: dict[str, Any] = {"found": coming_engagements(staff.pk, on=on), "words": appointment_words}
    return show(
        request, "engagements", on=on, staff=staff, own=own, form=form, address=_address(user, staff), **context
    )


@requires("supervision.caseload")
@require_POST
def remove(request: HttpRequest, reference: str) -> HttpResponse:
    """Take one back."""
    user, now = signed_in(request), timezone.now()
    row = Engagement.objects.select_related("staff").filter(reference=reference).first()
    if row is None:
        raise Http404
    staff = _whose(user, row.staff.code, timezone.localdate(now))
    assert staff is not None
    remove_engagement(engagement=row, by=user, at=now)
    return redirect(_address(user, staff))


def _whose(user: User, code: str, on: date) -> Staff | None:
    """One's own, or somebody whom one leads. Raises ``Http404`` and ``PermissionDenied``."""
    own = staff_of(user)
    if not code or (own is not None and own.code == code):
        return own
    if not user.may("supervision.team"):
        raise PermissionDenied
    found = managed(user, code, on=on)
    if found is None:
        raise Http404
    return found


def _address(user: User, staff: Staff) -> str:
    address = reverse("supervision:engagements")
    return address if staff.user_id == user.pk else f"{address}?staff={staff.code}"
