"""Forms about panels."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.commands.markets import ConditionDetails, MarketDetails
from throughcare.commissioning.commands.refusals import PanelRefused
from throughcare.commissioning.models import Market, MarketCategory
from throughcare.commissioning.queries.markets import buying_regions
from throughcare.commissioning.rules.panel_codes import EVIDENCE_KIND, TOPIC
from throughcare.commissioning.rules.panel_refusals import REFUSALS
from throughcare.commissioning.rules.states import LABELS
from throughcare.commissioning.web.panel_words import category_name
from throughcare.organisations.models import Region
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, NEED
from throughcare.organisations.web.supplier_words import choices, region_name

LONGEST = 4_000
_TOO_EARLY = REFUSALS["ends-before"]
_FIELDS = {"same-category": "need", "other-region": "police_area", "ends-before": "ends_on", "day-far": "ends_on"}


class Refusable(forms.Form):
    """A form that shows the refusal of a command at its field, or above itself."""

    refused_at: dict[str, str] = _FIELDS

    def refuse(self, refused: PanelRefused) -> None:
        """Show why, every reason of it."""
        for code in refused.codes:
            field = self.refused_at.get(code)
            self.add_error(field if field in self.fields else None, gettext(REFUSALS[code]))


class RegionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A region, named in the reader's language."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Region.objects.none(), to_field_name="code", **options)

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return region_name(obj)


class CategoryField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A category of a panel."""

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return category_name(obj)


def day(**options: Any) -> forms.DateField:
    """A field for a day."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **options)


class FindPanelForm(forms.Form):
    """What the list of panels is narrowed by."""

    need = forms.ChoiceField(label=_("Need"), required=False, choices=lambda: choices(NEED, _("Any")))
    region = forms.ChoiceField(label=_("Region"), required=False, choices=lambda: _regions())
    state = forms.ChoiceField(label=_("State"), required=False, choices=lambda: _states())
    presentation = {name: {"optional": False} for name in ("need", "region", "state")}

    def asked(self) -> dict[str, str]:
        """What was asked; a value that is none of the choices narrows nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("need", "region", "state")}


class MarketForm(Refusable):
    """What a panel says of itself."""

    title = forms.CharField(label=_("Title"), max_length=200)
    description = forms.CharField(label=_("What it is for"), widget=forms.Textarea, max_length=LONGEST)
    region = RegionField(label=_("Region that buys"), required=False, empty_label=_("All regions together"))
    ends_on = day(label=_("Last day"), required=False, help_text=_("Leave empty for a panel without an end"))
    first_evaluation_until = day(
        label=_("Last day of a longer first evaluation"), required=False,
        help_text=_("Only where it is announced; until then nobody is invited to compete"),
    )  # fmt: skip
    presentation = {"description": {"rows": 8, "autosave": "panel"}, "region": {"optional": False}}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        fill_regions(self)

    def clean_ends_on(self) -> date | None:
        """A day that is still to come."""
        typed: date | None = self.cleaned_data["ends_on"]
        if typed is not None and typed < timezone.localdate():
            raise forms.ValidationError(gettext(_TOO_EARLY))
        return typed

    def details(self) -> MarketDetails:
        """What was typed."""
        return MarketDetails(**self.cleaned_data)

    @staticmethod
    def first(market: Market) -> dict[str, Any]:
        """What stands in the form at first."""
        return {
            "title": market.title, "description": market.description, "ends_on": market.ends_on,
            "region": market.region.code if market.region else "",
            "first_evaluation_until": market.first_evaluation_until,
        }  # fmt: skip


class MarketCategoryForm(Refusable):
    """A need, for everybody or a cohort, in a region or one of its areas."""

    need = forms.ChoiceField(label=_("Need"), choices=lambda: choices(NEED, _("Choose a need")))
    cohort = forms.ChoiceField(label=_("People"), required=False, choices=lambda: choices(COHORT, _("Everybody")))
    region = RegionField(label=_("Region"), empty_label=_("Choose a region"))
    police_area = forms.ChoiceField(label=_("Police-force area"), required=False, choices=lambda: _areas())
    presentation = {"cohort": {"optional": False}, "police_area": {"optional": False}}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "category_%s", **options})
        fill_regions(self)


class ConditionForm(Refusable):
    """What a supplier must meet to join."""

    topic = forms.ChoiceField(label=_("What it is about"), choices=lambda: choices(TOPIC, _("Choose what it is about")))
    title = forms.CharField(label=_("Condition"), max_length=200)
    text = forms.CharField(label=_("What must be so"), widget=forms.Textarea, max_length=LONGEST)
    cure = forms.CharField(
        label=_("How to put it right"), max_length=300, help_text=_("Shown to whoever does not meet it")
    )
    evidence_kind = forms.ChoiceField(
        label=_("Evidence"), required=False, choices=lambda: choices(EVIDENCE_KIND, _("None is asked for"))
    )
    category = CategoryField(
        label=_("Category"), queryset=MarketCategory.objects.none(), required=False, empty_label=_("Every category")
    )
    presentation = {
        "text": {"rows": 3}, "evidence_kind": {"optional": False}, "category": {"optional": False},
    }  # fmt: skip

    def __init__(self, *arguments: Any, market: Market, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "condition_%s", **options})
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = MarketCategory.objects.filter(market=market).select_related("region")

    def details(self) -> ConditionDetails:
        """What was typed."""
        return ConditionDetails(**self.cleaned_data)


def fill_regions(form: forms.Form) -> None:
    """Let the field ``region`` of a form offer every region."""
    field = form.fields["region"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = buying_regions()


def _regions() -> list[tuple[str, str]]:
    return [("", gettext("Any")), *((each.code, region_name(each)) for each in buying_regions())]


def _areas() -> list[tuple[str, str]]:
    return [("", gettext("The whole region")), *((code, area.name) for code, area in sorted(police_areas().items()))]


def _states() -> list[tuple[str, str]]:
    shown = ("open", "intended", "suspended", "closed")
    return [("", gettext("Any")), *((state, gettext(LABELS[state])) for state in shown)]
