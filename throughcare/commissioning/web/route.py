"""Which route fits a need: a form, and what the rule says, before anything is begun."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import requires
from throughcare.commissioning.rules.route_choice import NeedCase, decide_route
from throughcare.commissioning.web.market_forms import RegionField, fill_regions
from throughcare.commissioning.web.need_words import ROUTES
from throughcare.organisations.queries.suppliers import Asked, suppliers_matching
from throughcare.organisations.rules.supplier_codes import NEED
from throughcare.organisations.web.supplier_words import choices

YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]


class RouteForm(forms.Form):
    """What is known of a need; how many could provide it is counted in the register of suppliers."""

    need = forms.ChoiceField(label=_("Need"), choices=lambda: choices(NEED, _("Choose a need")))
    region = RegionField(label=_("Region"), empty_label=_("Choose a region"))
    value = forms.DecimalField(
        label=_("Value over the whole term, with VAT"), min_value=0, max_value=10**12, decimal_places=2
    )
    outcome_certain = forms.ChoiceField(
        label=_("Can what is wanted be specified and measured?"), choices=YES_OR_NO, widget=forms.RadioSelect
    )
    service_bought = forms.ChoiceField(
        label=_("Is a service owed in return?"), choices=YES_OR_NO, widget=forms.RadioSelect,
        help_text=_("No where an organisation’s own work is supported"),
    )  # fmt: skip
    reserved = forms.BooleanField(label=_("Only the probation service itself may do it"), required=False)
    in_house_capacity = forms.BooleanField(label=_("There are staff to do it"), required=False)
    presentation = {
        "value": {"width": "10", "prefix": "£", "inputmode": "decimal"},
        "outcome_certain": {"inline": True},
        "service_bought": {"inline": True},
    }

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        fill_regions(self)


@requires("commissioning.market")
@require_safe
def route(request: HttpRequest) -> HttpResponse:
    """The form, and below it the route that the rule proposes; a person decides, and nothing is kept."""
    form = RouteForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "routes": ROUTES}
    if request.GET and form.is_valid():
        typed = form.cleaned_data
        found = suppliers_matching(Asked(need=typed["need"], region=typed["region"].code)).count()
        context["known"] = found
        context["decision"] = decide_route(
            NeedCase(
                on=timezone.localdate(),
                value_pence=int(typed["value"] * 100),
                suppliers=found,
                outcome_certain=typed["outcome_certain"] == "yes",
                service_bought=typed["service_bought"] == "yes",
                reserved=typed["reserved"],
                in_house_capacity=typed["in_house_capacity"],
            )
        )
    return render(request, "commissioning/route.html", context)
