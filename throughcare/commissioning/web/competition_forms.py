"""Forms with which a competition is drafted, a step at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.commands.competition_drafts import CriterionFacts
from throughcare.commissioning.models import Competition, CompetitionCriterion, CompetitionLot, Market, MarketCategory
from throughcare.commissioning.rules.competition_blocks import CompetitionRefused
from throughcare.commissioning.rules.formula_words import NAMES, SAID
from throughcare.commissioning.web.competition_fields import HundredthsField, PoundsField, paragraphs, share, whole
from throughcare.commissioning.web.competition_words import KIND_NAMES
from throughcare.commissioning.web.market_forms import CategoryField, day
from throughcare.kernel.local_time import HERE, NoSuchTime, TimeComesTwice, instant

ROWS = 8
ASKS = [("answer", _("An answer in words")), ("insurance", _("Insurance")), ("turnover", _("Turnover")),
        ("accounts", _("Accounts"))]  # fmt: skip


class Step(forms.Form):
    """A form of a competition that shows why a command refused."""

    def refuse(self, refused: CompetitionRefused) -> None:
        """Show every reason above the form."""
        for reason in refused.reasons:
            self.add_error(None, reason.words.say(gettext))


class NewForm(Step):
    """Begin a competition."""

    market = forms.ModelChoiceField(
        label=_("Panel"), queryset=Market.objects.none(), to_field_name="reference", empty_label=_("Choose a panel")
    )
    title = forms.CharField(label=_("Title"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["market"].queryset = Market.objects.filter(state="open").order_by("title")  # type: ignore[attr-defined]


class TermsForm(Step):
    """What is bought, and for how long."""

    title = forms.CharField(label=_("Title"), max_length=200)
    specification = paragraphs(label=_("What is bought"), required=False,
                         help_text=_("Outcomes, people, places, and what is already there. In plain words."))  # fmt: skip
    starts_on = day(label=_("First day of the contracts"), required=False)
    term_months = whole(12, 48, label=_("Months"))
    extension_months = whole(0, 48, label=_("Months of extension"))
    lot_limit = whole(1, 500, label=_("Most lots one supplier wins"), required=False)
    market_share_cap = HundredthsField(
        label=_("Most of the value that one supplier wins"), required=False,
        help_text=_("Of all lots together, through consortia and owned groups as well. Leave it empty for no cap."),
    )  # fmt: skip
    suppliers_per_need = whole(
        2, 20, label=_("Least suppliers for a need"), required=False,
        help_text=_("Where a need has several lots. Leave it empty if one supplier may win them all."),
    )  # fmt: skip
    conditional_bids = forms.BooleanField(label=_("Bids may depend on winning another lot"), required=False)
    partners_per_bid = whole(0, 50, label=_("Partners that a bid is expected to have"))
    presentation = {
        "specification": {"rows": 12},
        **{name: {"width": "4"} for name in
           ("term_months", "extension_months", "lot_limit", "suppliers_per_need", "partners_per_bid")},
        "market_share_cap": {"suffix": "%", "width": "5"},
    }  # fmt: skip


class LotForm(Step):
    """A lot: its category, value and volume."""

    title = forms.CharField(label=_("Title"), max_length=200)
    category = CategoryField(
        label=_("Category"), queryset=MarketCategory.objects.none(), empty_label=_("Choose a category")
    )
    value_pence = PoundsField(label=_("Value over the whole term, without VAT"))
    mobilisation_pence = PoundsField(label=_("Of it for starting up"), initial=0)
    annual_volume = whole(1, label=_("Cases a year"))
    ceiling_pence = PoundsField(label=_("Most that may be asked"), required=False)
    presentation = {
        **{name: {"prefix": "£", "width": "10"} for name in ("value_pence", "mobilisation_pence", "ceiling_pence")},
        "annual_volume": {"width": "5"},
    }

    def __init__(self, *args: Any, market: Market, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = MarketCategory.objects.filter(market=market, closed_at=None).select_related("region")
        self.fields["category"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The value pays for more than starting up."""
        given = super().clean() or {}
        value, begin = given.get("value_pence"), given.get("mobilisation_pence")
        if value is not None and value <= 0:
            self.add_error("value_pence", _("The value is more than nothing"))
        elif value is not None and begin is not None and begin >= value:
            self.add_error("mobilisation_pence", _("Starting up costs less than the whole value"))
        if given.get("ceiling_pence") == 0:
            self.add_error("ceiling_pence", _("Leave it empty, or enter more than nothing"))
        return given


class FundingForm(Step):
    """What the service of a lot costs."""

    hours_per_case = forms.DecimalField(
        label=_("Hours for a case"), min_value=0, max_value=9999, decimal_places=2, widget=forms.TextInput
    )
    productive_hours = forms.DecimalField(
        label=_("Hours a year in which one worker works on cases"),
        min_value=1,
        max_value=3000,
        decimal_places=2,
        widget=forms.TextInput,
    )
    cost_per_worker_pence = PoundsField(label=_("What one worker costs a year"))
    fixed_cost_pence = PoundsField(label=_("Premises, management and the like over the whole term"), initial=0)
    overhead_percent = share(label=_("Overhead"), initial=0)
    inflation_percent = share(label=_("Inflation a year"), initial=0)
    uplift_percent = share(label=_("For rural delivery and protected characteristics"), initial=0)
    paid_per_case = forms.BooleanField(label=_("More cases bring more money"), required=False)
    last_value_per_case_pence = PoundsField(label=_("What a case brought under the contract before"), required=False)
    actual_volume = whole(0, label=_("Cases of the last 12 months"), required=False)
    presentation = {
        **{name: {"prefix": "£", "width": "10"}
           for name in ("cost_per_worker_pence", "fixed_cost_pence", "last_value_per_case_pence")},
        **{name: {"suffix": "%", "width": "5"} for name in ("overhead_percent", "inflation_percent", "uplift_percent")},
        **{name: {"width": "5"} for name in ("hours_per_case", "productive_hours", "actual_volume")},
    }  # fmt: skip


class PriceForm(Step):
    """How prices become points."""

    formula = forms.ChoiceField(label=_("Price formula"), widget=forms.RadioSelect, choices=list(NAMES.items()))
    benchmark_pence = PoundsField(label=_("Benchmark"), required=False)
    presentation = {"benchmark_pence": {"prefix": "£", "width": "10"}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["formula"].choices = [(code, gettext(name)) for code, name in NAMES.items()]  # type: ignore[attr-defined]
        said = {code: gettext(sentence) for code, sentence in SAID.items()}
        self.presentation = {**type(self).presentation, "formula": {"item_hints": said}}  # type: ignore[dict-item]

    def clean_benchmark_pence(self) -> int | None:
        """Nothing is no benchmark."""
        return self.cleaned_data["benchmark_pence"] or None


class CriteriaForm(Step):
    """What is weighed: a row for each criterion, empty ones left out."""

    def __init__(self, *args: Any, criteria: Sequence[CompetitionCriterion], **kwargs: Any) -> None:
        kept: dict[str, Any] = {}
        self.codes = [each.code for each in criteria]
        for row, each in enumerate(criteria, start=1):
            kept |= {
                f"title_{row}": each.title,
                f"kind_{row}": each.kind,
                f"weight_{row}": f"{each.weight.normalize():f}",
            }
        super().__init__(*args, **{**kwargs, "initial": {**kept, **kwargs.get("initial", {})}})
        for row in range(1, ROWS + 1):
            name = {"row": row}
            self.fields[f"title_{row}"] = forms.CharField(
                label=gettext("Criterion %(row)s") % name, max_length=200, required=False
            )
            self.fields[f"kind_{row}"] = forms.ChoiceField(
                label=gettext("Kind of criterion %(row)s") % name, required=False, choices=list(KIND_NAMES.items())
            )
            self.fields[f"weight_{row}"] = share(label=gettext("Weight of criterion %(row)s") % name, required=False)
        self.presentation = {
            name: {"optional": False, **({"suffix": "%", "width": "5"} if name.startswith("weight") else {})}
            for name in self.fields
        }

    @property
    def rows(self) -> list[list[Any]]:
        """The fields, a row for each criterion."""
        return [[self[f"{part}_{row}"] for part in ("title", "kind", "weight")] for row in range(1, ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        """A criterion has a weight, and a weight a criterion."""
        given = super().clean() or {}
        for row in range(1, ROWS + 1):
            title, weight = given.get(f"title_{row}"), given.get(f"weight_{row}")
            if title and weight in (None, 0) and f"weight_{row}" not in self.errors:
                self.add_error(f"weight_{row}", _("Enter a weight above nothing"))
            if weight and not title:
                self.add_error(f"title_{row}", _("Name the criterion"))
        return given

    def criteria(self) -> list[CriterionFacts]:
        """What was typed; a row keeps its code, a new one gets one from its title."""
        found: list[CriterionFacts] = []
        for row in range(1, ROWS + 1):
            title = self.cleaned_data.get(f"title_{row}")
            if not title:
                continue
            known = self.codes[row - 1] if row <= len(self.codes) else ""
            code = known or (slugify(title)[:36] or "criterion")
            taken = {each.code for each in found} | (set() if known else set(self.codes))
            found.append(
                CriterionFacts(
                    code=code if code not in taken else f"{code}-{row}", title=title,
                    kind=self.cleaned_data[f"kind_{row}"], weight=self.cleaned_data[f"weight_{row}"],
                )
            )  # fmt: skip
        return found


class QuestionForm(Step):
    """A question of the competition."""

    criterion = forms.ModelChoiceField(
        label=_("Criterion"), queryset=CompetitionCriterion.objects.none(), empty_label=_("Choose a criterion")
    )
    text = paragraphs(2_000, label=_("Question"))
    good_answer = paragraphs(2_000, label=_("What a good answer holds"), required=False)
    words = whole(0, 5_000, label=_("Most words"), help_text=_("0 for a tick or a number."))
    serves = forms.CharField(label=_("The need or outcome that it serves"), max_length=200, required=False)
    repeats = forms.ChoiceField(label=_("The condition of admission that it asks again"), required=False)
    asks_for = forms.ChoiceField(label=_("It asks for"), choices=ASKS, widget=forms.RadioSelect, initial="answer")
    amount_pence = PoundsField(label=_("Cover or turnover asked for"), required=False)
    years = whole(0, 20, label=_("Years of accounts asked for"), required=False)
    minimum_score = forms.DecimalField(
        label=_("Least score"), min_value=0, max_value=5, decimal_places=1, required=False, widget=forms.TextInput
    )
    presentation = {
        "text": {"rows": 4}, "good_answer": {"rows": 3}, "amount_pence": {"prefix": "£", "width": "10"},
        **{name: {"width": "4"} for name in ("words", "years", "minimum_score")},
    }  # fmt: skip

    def __init__(self, *args: Any, competition: Competition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        criteria = competition.criteria.exclude(kind="price")
        self.fields["criterion"].queryset = criteria  # type: ignore[attr-defined]
        self.fields["criterion"].label_from_instance = lambda one: one.title  # type: ignore[attr-defined]
        listed = enumerate(competition.market.conditions.all(), start=1)
        conditions = [(each.code, f"{place}. {each.title}") for place, each in listed]
        self.fields["repeats"].choices = [("", gettext("None")), *conditions]  # type: ignore[attr-defined]


class OverrideForm(Step):
    """Why questions go out beyond their budget."""

    questions_override = paragraphs(1_000, label=_("Why the questions go out beyond their budget"), required=False)
    presentation = {"questions_override": {"rows": 3}}


class DatesForm(Step):
    """The closing that is proposed; the usual one where none is."""

    closes_on = day(
        label=_("Day on which it closes"), required=False, help_text=_("Leave it empty for the usual closing.")
    )
    closes_time = forms.TimeField(
        label=_("Time"),
        required=False,
        initial=time(12),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    closing_reason = paragraphs(500, label=_("Why it closes at a time that is usually kept free"), required=False)
    agreed_by_all = forms.BooleanField(label=_("Everybody invited agreed to a shorter period"), required=False)
    presentation = {"closing_reason": {"rows": 3}}

    def closes_at(self) -> datetime | None:
        """The instant; None where no day is given."""
        on, at = self.cleaned_data["closes_on"], self.cleaned_data["closes_time"] or time(12)
        return instant(on, at, second=False) if on else None

    def clean(self) -> dict[str, Any]:
        """The time exists on that day."""
        given = super().clean() or {}
        if given.get("closes_on"):
            try:
                instant(given["closes_on"], given.get("closes_time") or time(12), second=False)
            except (NoSuchTime, TimeComesTwice):
                self.add_error("closes_time", _("The clocks go forward over that time"))
        return given


def initial_dates(one: Competition) -> Mapping[str, Any]:
    """What the form of dates begins with."""
    closing = timezone.localtime(one.closes_wanted, HERE) if one.closes_wanted else None
    return {
        "closes_on": closing.date() if closing else None, "closes_time": closing.time() if closing else time(12),
        "closing_reason": one.closing_reason, "agreed_by_all": one.agreed_by_all,
    }  # fmt: skip


def lot_choices(lots: Sequence[CompetitionLot]) -> list[tuple[str, str]]:
    """The lots of a competition as choices."""
    said = gettext("Lot %(number)s: %(title)s")
    return [(str(lot.pk), said % {"number": lot.number, "title": lot.title}) for lot in lots]
