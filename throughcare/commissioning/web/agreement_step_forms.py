"""Forms of the steps of a contract in force: invoices, changes, measurements, reviews, notices and its end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.models import Contract, ContractIndicator
from throughcare.commissioning.rules.contract_lists import ENDING, GROUND, RATING, TERMINATION
from throughcare.commissioning.rules.contract_refusals import REFUSALS
from throughcare.commissioning.rules.packs import pack
from throughcare.commissioning.web.agreement_forms import MOST, ContractForm, Pounds, day_field, text_field
from throughcare.organisations.web.supplier_words import choices

_DAY_ORDER = REFUSALS["day-order"]


class InvoiceForm(ContractForm):
    """An invoice of the supplier."""

    renamed = {"net": "net_pence", "vat": "vat_pence"}
    number = forms.CharField(label=_("Number of the invoice"), max_length=60)
    what = forms.CharField(label=_("What it is for"), max_length=300)
    dated_on = day_field(_("Date of the invoice"))
    net = Pounds(label=_("Amount without VAT"), least=0)
    vat = Pounds(label=_("VAT"), help_text=_("0 where the service is exempt"))
    presentation = {
        "number": {"width": "20"},
        "net": {"prefix": "£", "width": "10", "inputmode": "decimal"},
        "vat": {"prefix": "£", "width": "10", "inputmode": "decimal"},
    }

    def first(self) -> dict[str, Any]:
        """Today, and no VAT where the contract is exempt."""
        return {"dated_on": timezone.localdate(), **({} if self.contract.vat_percent else {"vat": 0})}


class PayForm(ContractForm):
    """The day on which an invoice was paid."""

    paid_on = day_field(_("Day on which it was paid"))

    def first(self) -> dict[str, Any]:
        """Today."""
        return {"paid_on": timezone.localdate()}


class WhyForm(ContractForm):
    """A reason."""

    why = text_field(_("Why"))
    presentation = {"why": {"rows": 3}}


class ChangeForm(ContractForm):
    """A change by a ground of the law."""

    renamed = {"added": "added_pence"}
    what = text_field(_("What changes"), help_text=_("Published"))
    why = text_field(_("Why it changes"), help_text=_("Published"))
    ground = forms.ChoiceField(label=_("Ground"), choices=lambda: _grounds_of(None))
    added = Pounds(
        label=_("Value that it adds, without VAT"),
        least=-MOST,
        help_text=_("With a minus where it takes away; 0 for none"),
    )
    months = forms.IntegerField(label=_("Months that it adds"), min_value=0, max_value=120)
    material = forms.BooleanField(
        label=_("It changes the contract materially, or could have drawn other bidders"), required=False
    )
    presentation = {
        "what": {"rows": 3}, "why": {"rows": 3}, "months": {"width": "3"},
        "added": {"prefix": "£", "width": "10"},
    }  # fmt: skip

    def __init__(self, data: Any = None, *, contract: Contract, **options: Any) -> None:
        super().__init__(data, contract=contract, **options)
        self.fields["ground"].choices = _grounds_of(contract)  # type: ignore[attr-defined]

    def first(self) -> dict[str, Any]:
        """Nothing added."""
        return {"added": 0, "months": 0}


def _grounds_of(contract: Contract | None) -> list[tuple[str, str]]:
    """The grounds that the law of the contract knows."""
    named = choices(GROUND)
    if contract is None:
        return named
    terms = pack(contract.pack, contract.opened_on).needed("modification").value
    if terms["rule"] == "free" or terms.get("free_if") == "light-touch":
        return [each for each in named if each[0] == "light-touch"]
    known = {"below-threshold", "not-substantial", *terms["limited"], *terms["unlimited"]}
    return [each for each in named if each[0] in known]


class ExtendForm(ContractForm):
    """Months of the option."""

    renamed = {"added": "added_pence"}
    months = forms.IntegerField(label=_("Months"), min_value=1, max_value=120)
    added = Pounds(label=_("Value that they add, without VAT"))
    why = text_field(_("Why it is extended"), help_text=_("Published"))
    presentation = {"months": {"width": "3"}, "added": {"prefix": "£", "width": "10"}, "why": {"rows": 3}}


class MeasureForm(ContractForm):
    """A measurement of an indicator."""

    start = day_field(_("First day that was measured"))
    last = day_field(_("Last day that was measured"))
    numerator = forms.IntegerField(label=_("How many"), min_value=0, max_value=10**9)
    denominator = forms.IntegerField(label=_("Of how many"), min_value=1, max_value=10**9)
    note = text_field(_("Note"), required=False, help_text=_("Published"))
    presentation = {"numerator": {"width": "5"}, "denominator": {"width": "5"}, "note": {"rows": 3}}

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("start") and typed.get("last") and typed["last"] < typed["start"]:
            self.add_error("last", gettext(_DAY_ORDER))
        return typed

    def handed(self) -> dict[str, Any]:
        """The measurement."""
        typed = dict(self.cleaned_data)
        until = typed.pop("last") + timedelta(days=1)
        return {**typed, "until": until}


class ReviewForm(ContractForm):
    """A review with a rating of each indicator."""

    held_on = day_field(_("Day of the review"))
    findings = text_field(_("What was found"))
    presentation = {"findings": {"rows": 6}}

    def __init__(self, data: Any = None, *, contract: Contract, **options: Any) -> None:
        super().__init__(data, contract=contract, **options)
        self.indicators: dict[str, ContractIndicator] = {
            f"rating_{one.place}": one for one in contract.indicators.all()
        }
        for name, indicator in self.indicators.items():
            self.fields[name] = forms.ChoiceField(
                label=indicator.name, choices=choices(RATING), widget=forms.RadioSelect
            )

    def first(self) -> dict[str, Any]:
        """Today."""
        return {"held_on": timezone.localdate()}

    def handed(self) -> dict[str, Any]:
        """The review."""
        typed = dict(self.cleaned_data)
        ratings = {one: typed.pop(name) for name, one in self.indicators.items()}
        return {**typed, "ratings": ratings}


class NoticeForm(ContractForm):
    """A notice that is out elsewhere."""

    name = forms.ChoiceField(label=_("Notice"))
    published_on = day_field(_("Published on"))
    where = forms.CharField(label=_("Where"), max_length=300, help_text=_("An address or a number"))

    def __init__(self, data: Any = None, *, contract: Contract, **options: Any) -> None:
        super().__init__(data, contract=contract, **options)
        notices = pack(contract.pack, contract.opened_on).notices()
        self.fields["name"].choices = [(name, gettext(use.title)) for name, use in notices]  # type: ignore[attr-defined]


class EndForm(ContractForm):
    """How the contract ends."""

    how = forms.ChoiceField(label=_("How it ends"), choices=lambda: choices(ENDING), widget=forms.RadioSelect)
    ends_on = day_field(_("Last day"))
    ground = forms.ChoiceField(
        label=_("Ground of the termination"), choices=lambda: choices(TERMINATION, _("None")), required=False
    )
    ground_words = text_field(_("The ground in words"), required=False, help_text=_("Published where it is terminated"))
    notice_on = day_field(_("Day on which notice was given"), required=False)
    exit_plan = text_field(_("Plan for handing over"), required=False)
    people_open = forms.IntegerField(label=_("People with an open referral"), min_value=0, max_value=10**6)
    people_moved_by = day_field(_("Day by which each of them is referred elsewhere"), required=False)
    transfer_plan = text_field(_("Where they go, and who tells them"), required=False)
    presentation = {
        "ground_words": {"rows": 3}, "exit_plan": {"rows": 5, "optional": False}, "transfer_plan": {"rows": 5},
        "people_open": {"width": "5"},
    }  # fmt: skip

    def first(self) -> dict[str, Any]:
        """The plan as it stands, or the end of the term."""
        planned = getattr(self.contract, "ending", None)
        if planned is None:
            return {"how": "term", "ends_on": self.contract.ends_on, "people_open": 0}
        same = ("how", "ends_on", "ground", "ground_words", "notice_on", "exit_plan", "people_open", "people_moved_by",
                "transfer_plan")  # fmt: skip
        return {name: getattr(planned, name) for name in same}
