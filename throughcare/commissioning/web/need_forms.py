"""Forms about statements of need."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.commands.need_lines import LineDetails
from throughcare.commissioning.commands.need_routes import RouteFacts
from throughcare.commissioning.commands.needs import NeedDetails, PartyDetails
from throughcare.commissioning.models import Market, Need, NeedLine, NeedParty
from throughcare.commissioning.queries.markets import buying_regions
from throughcare.commissioning.queries.needs import NeedsAsked, markets_for
from throughcare.commissioning.rules.need_codes import PARTY_KIND
from throughcare.commissioning.rules.refused import Refused
from throughcare.commissioning.rules.states import LABELS, NEED
from throughcare.commissioning.web import need_words
from throughcare.commissioning.web.competition_fields import PoundsField, paragraphs, share, whole
from throughcare.commissioning.web.market_forms import RegionField, day, fill_regions
from throughcare.organisations.models import Region
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT
from throughcare.organisations.rules.supplier_codes import NEED as CATEGORY
from throughcare.organisations.web.supplier_words import choices, region_name

YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]
_FIELDS = {
    "no-title": "title", "starts-too-early": "starts_on", "term-out-of-range": "term_months", "party-twice": "name",
    "region-without-name": "region", "body-without-name": "name", "share-out-of-range": "share",
    "region-states-no-need": "region", "region-has-lines": "region", "area-of-another-region": "police_area",
    "line-twice": "category", "value-not-positive": "value_pence", "volume-not-positive": "volume", "no-reason": "why",
    "agreed-later": "agreed_on", "departs-without-reason": "departs_why", "no-category": "lines",
    "nothing-to-carry": "lines",
}  # fmt: skip


class NeedStep(forms.Form):
    """A form that shows the refusal of a command at its fields, or above itself."""

    def refuse(self, refused: Refused) -> None:
        """Show every reason."""
        for reason in refused.reasons:
            field = _FIELDS.get(reason.code)
            self.add_error(field if field in self.fields else None, reason.words.say(gettext))


class FindNeedForm(forms.Form):
    """What the list of needs is narrowed by."""

    q = forms.CharField(label=_("Words"), max_length=100, required=False)
    category = forms.ChoiceField(label=_("Need"), required=False, choices=lambda: choices(CATEGORY, _("Any")))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=lambda: _regions())
    state = forms.ChoiceField(label=_("State"), required=False, choices=lambda: _states())
    presentation = {name: {"optional": False} for name in ("q", "category", "region", "state")}

    def asked(self) -> NeedsAsked:
        """What was asked; a value that is none of the choices narrows nothing."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in ("category", "region", "state")}
        return NeedsAsked(words=self.cleaned_data.get("q", ""), **found)


class NeedForm(NeedStep):
    """What is needed, why, and for how long."""

    title = forms.CharField(label=_("What is needed"), max_length=200)
    description = paragraphs(
        4_000, label=_("Why, and what should be different for people"), required=False,
        help_text=_("Published with the need. It becomes the first words of a competition that is begun from it."),
    )  # fmt: skip
    starts_on = day(label=_("First day on which the services are wanted"))
    term_months = whole(1, 120, label=_("Months"), initial=24)
    presentation = {"description": {"rows": 6, "optional": False}, "term_months": {"width": "4"}}

    def details(self) -> NeedDetails:
        """What was typed."""
        return NeedDetails(**self.cleaned_data)

    @staticmethod
    def first(need: Need) -> dict[str, Any]:
        """What stands in the form at first."""
        return {name: getattr(need, name) for name in ("title", "description", "starts_on", "term_months")}


class PartyForm(NeedStep):
    """A body that states the need, with its share."""

    kind = forms.ChoiceField(label=_("Kind of body"), choices=lambda: choices(PARTY_KIND, _("Choose the kind of body")))
    region = RegionField(label=_("Region"), required=False, empty_label=_("None"))
    name = forms.CharField(
        label=_("Name"), max_length=200, required=False, help_text=_("Leave it empty for a probation region.")
    )
    share = share(label=_("Share of the need that it bears"))
    presentation = {"share": {"suffix": "%", "width": "5"}, "region": {"optional": False}, "name": {"optional": False}}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        fill_regions(self)

    def details(self) -> PartyDetails:
        """What was typed; a region chosen beside another kind of body is left out."""
        typed = self.cleaned_data
        is_region = typed["kind"] == "region"
        return PartyDetails(
            kind=typed["kind"], share=typed["share"], region=typed["region"] if is_region else None,
            name="" if is_region else typed["name"],
        )  # fmt: skip

    @staticmethod
    def first(party: NeedParty) -> dict[str, Any]:
        """What stands in the form at first."""
        region = party.region.code if party.region else ""
        return {"kind": party.kind, "region": region, "name": "" if region else party.name, "share": party.share}


class AgreeForm(NeedStep):
    """Who agreed for a body."""

    name = forms.CharField(label=_("Name of who agreed"), max_length=200)
    post = forms.CharField(label=_("Their post"), max_length=200)
    agreed_on = day(label=_("Day on which they agreed"), initial=timezone.localdate)


class LineForm(NeedStep):
    """What is needed, for whom and where, and what is set aside for it."""

    category = forms.ChoiceField(label=_("Need"), choices=lambda: choices(CATEGORY, _("Choose a need")))
    cohort = forms.ChoiceField(label=_("People"), required=False, choices=lambda: choices(COHORT, _("Everybody")))
    region = RegionField(label=_("Region"), empty_label=_("Choose a region"))
    police_area = forms.ChoiceField(label=_("Police-force area"), required=False, choices=[])
    value_pence = PoundsField(
        label=_("Set aside over the whole term, without VAT"), required=False,
        help_text=_("It can wait until the need is agreed."),
    )  # fmt: skip
    presentation = {
        "cohort": {"optional": False}, "police_area": {"optional": False},
        "value_pence": {"prefix": "£", "width": "10", "optional": False},
    }  # fmt: skip

    def __init__(self, *arguments: Any, need: Need, **options: Any) -> None:
        super().__init__(*arguments, **options)
        stating = Region.objects.filter(pk__in=need.parties.values("region"))
        self.fields["region"].queryset = stating  # type: ignore[attr-defined]
        codes = set(stating.values_list("code", flat=True))
        areas = sorted((code, each.name) for code, each in police_areas().items() if each.region in codes)
        self.fields["police_area"].choices = [("", gettext("The whole region")), *areas]  # type: ignore[attr-defined]

    def details(self) -> LineDetails:
        """What was typed; nothing set aside is none."""
        return LineDetails(**{**self.cleaned_data, "value_pence": self.cleaned_data["value_pence"] or None})

    @staticmethod
    def first(line: NeedLine) -> dict[str, Any]:
        """What stands in the form at first."""
        told = {name: getattr(line, name) for name in ("category", "cohort", "police_area", "value_pence")}
        return {**told, "region": line.region.code}


class VolumeForm(NeedStep):
    """A volume of one's own, and why."""

    volume = whole(1, label=_("Cases a year"))
    why = paragraphs(1_000, label=_("Why it is another one than the one worked out"))
    presentation = {"volume": {"width": "6"}, "why": {"rows": 4}}


class WhyForm(NeedStep):
    """A reason."""

    why = paragraphs(2_000, label=_("Why"))
    presentation = {"why": {"rows": 4}}


class NeedRouteForm(NeedStep):
    """What a person knows of the need, and the route that they choose."""

    value_pence = PoundsField(label=_("Value over the whole term, with VAT"))
    outcome_certain = forms.ChoiceField(
        label=_("Can what is wanted be specified and measured?"), choices=YES_OR_NO, widget=forms.RadioSelect
    )
    service_bought = forms.ChoiceField(
        label=_("Is a service owed in return?"), choices=YES_OR_NO, widget=forms.RadioSelect,
        help_text=_("No where an organisation’s own work is supported"),
    )  # fmt: skip
    reserved = forms.BooleanField(label=_("Only the probation service itself may do it"), required=False)
    in_house_capacity = forms.BooleanField(label=_("There are staff to do it"), required=False)
    chosen = forms.ChoiceField(
        label=_("The route that you choose"), required=False, widget=forms.RadioSelect,
        choices=lambda: list(need_words.ROUTES.items()),
        help_text=_("Leave it open to see first what the rule proposes."),
    )  # fmt: skip
    departs_why = paragraphs(
        2_000, label=_("Why, where it is another one than the one proposed"), required=False
    )  # fmt: skip
    presentation = {
        "value_pence": {"prefix": "£", "width": "10"}, "outcome_certain": {"inline": True},
        "service_bought": {"inline": True}, "departs_why": {"rows": 4, "optional": False}, "chosen": {"optional": False},
    }  # fmt: skip

    def facts(self) -> RouteFacts:
        """What was typed of the need."""
        typed = self.cleaned_data
        return RouteFacts(
            value_pence=typed["value_pence"], outcome_certain=typed["outcome_certain"] == "yes",
            service_bought=typed["service_bought"] == "yes", reserved=typed["reserved"],
            in_house_capacity=typed["in_house_capacity"],
        )  # fmt: skip


class BeginCompetitionForm(NeedStep):
    """The panel under which a competition is drafted, and the lines that become its lots."""

    market = forms.ModelChoiceField(
        label=_("Panel"), queryset=Market.objects.none(), to_field_name="reference", empty_label=_("Choose a panel")
    )
    lines = forms.ModelMultipleChoiceField(
        label=_("Each of these becomes a lot"), queryset=NeedLine.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    title = forms.CharField(label=_("Title"), max_length=200)

    def __init__(self, *arguments: Any, need: Need, **options: Any) -> None:
        super().__init__(*arguments, **options)
        fitting = [market.pk for market in markets_for(need)]
        self.fields["market"].queryset = Market.objects.filter(pk__in=fitting).order_by("title")  # type: ignore[attr-defined]
        self.fields["lines"].queryset = need.lines.select_related("region")  # type: ignore[attr-defined]
        self.fields["lines"].label_from_instance = need_words.named  # type: ignore[attr-defined]


class BeginPanelForm(NeedStep):
    """What the panel is called."""

    title = forms.CharField(label=_("Title"), max_length=200)


def _regions() -> list[tuple[str, str]]:
    return [("", gettext("Any")), *((each.code, region_name(each)) for each in buying_regions())]


def _states() -> list[tuple[str, str]]:
    return [("", gettext("Any")), *((state, gettext(LABELS[state])) for state in NEED.table)]
