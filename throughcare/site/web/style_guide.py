"""Every component in many states on one page, for looking at. It answers in demonstration mode alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.web.access import public
from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.site.web.dates import DatePartsField
from throughcare.site.web.jinja import REGION_PLACES, band_of
from throughcare.site.web.words import day_month_year

REGION_NAMES = {
    "N54": "North East",
    "N51": "North West",
    "N55": "Yorkshire and the Humber",
    "N50": "Greater Manchester",
    "N53": "East Midlands",
    "N03": "Wales",
    "N52": "West Midlands",
    "N56": "East of England",
    "N58": "South West",
    "N59": "South Central",
    "N07": "London",
    "N57": "Kent, Surrey and Sussex",
}
EXAMPLE_EDGES = (60, 70, 80, 90)


class ExampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=_("Full name"), help_text=_("As it is on the order"), max_length=60)
    email = forms.EmailField(label=_("Email address"), required=False)
    hours = forms.IntegerField(label=_("Hours"))
    met_on = DatePartsField(
        label=_("Date of contact"), help_text=_("For example, 27 3 2026"), latest=timezone.localdate
    )
    how = forms.ChoiceField(
        label=_("How did you meet?"),
        choices=[("office", _("In the office")), ("phone", _("By telephone")), ("home", _("At home"))],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(label=_("Telephone number"), max_length=20, required=False)
    needs = forms.MultipleChoiceField(
        label=_("Needs talked about"),
        choices=[("home", _("Accommodation")), ("work", _("Employment")), ("health", _("Health"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    unit = forms.ChoiceField(label=_("Delivery unit"), choices=[("", _("Choose one")), ("a", "Bolton"), ("b", "Wigan")])
    notes = forms.CharField(label=_("Notes"), max_length=400, widget=forms.Textarea)
    letter = forms.FileField(label=_("Letter"), required=False)
    checked = forms.BooleanField(label=_("I have checked the details"))

    presentation = {
        "hours": {"width": "3", "suffix": _("hours")},
        "how": {"reveal": {"phone": "phone"}},
        "phone": {"revealed": True, "width": "20"},
        "notes": {"autosave": "style-guide", "rows": 4},
    }


@public
def style_guide(request: HttpRequest) -> HttpResponse:
    """The page; with ``?errors`` the form is shown as it comes back with faults."""
    if not settings.DEMO_SIGN_IN:
        raise Http404
    today = date(2026, 11, 22)
    typed = {
        "name": "",
        "hours": "eleven",
        "met_on-day": "31",
        "met_on-month": "",
        "met_on-year": "2026",
        "how": "phone",
    }
    context: dict[str, Any] = {
        "form": ExampleForm(typed if "errors" in request.GET else None),
        "today": today,
        "decision": _example_decision(),
        "dates": [today + timedelta(days=n) for n in (-40, -1, 0, 1, 2, 6, 12)],
        "list_page": Paginator(range(312), 25).get_page(request.GET.get("page", 4)),
        "regions": [_tile(code, name, 52 + (n * 17) % 45) for n, (code, name) in enumerate(REGION_NAMES.items())],
        "units": [
            _tile(name, name, 55 + (n * 13) % 43)
            for n, name in enumerate(("Bolton", "Bury and Rochdale", "Manchester North", "Oldham", "Salford", "Wigan"))
        ],
    }
    return render(request, "style_guide.html", context)


def _tile(code: str, name: str, share: int) -> dict[str, Any]:
    place = {"code": code, "name": name, "value": share, "text": f"{share}%", "band": band_of(share, EXAMPLE_EDGES)}
    return place | ({"href": f"?region={code}"} if code in REGION_PLACES else {})


def _example_decision() -> Decision[date]:
    return Decision(
        rule="example",
        rule_set="2025-02",
        value=date(2026, 11, 27),
        reason=Reason(
            "first", Words(mark("The first appointment must be offered within {days} working days."), {"days": 5})
        ),
        steps=(
            Step("start", Words(mark("The order was made on {date}."), {"date": day_month_year(date(2026, 11, 20))})),
            Step("count", Words(mark("Working days are counted from the day after.")), 5),
            Step("date", Words(mark("The last day to offer it.")), date(2026, 11, 27), decisive=True),
        ),
        policies=(
            PolicyUse(
                parameter="example.first",
                title=mark("Example: days to the first appointment"),
                value=5,
                unit="business-days",
                in_force_from=date(2021, 6, 26),
                citation="National Standards (example)",
                confidence="unconfirmed",
            ),
        ),
        holds_until=date(2026, 11, 28),
    )


urlpatterns = [path("style-guide/", style_guide, name="style-guide")]
