"""Forms about contracts. Amounts are typed in pounds and handed on in pence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.commands.contract_steps import ContractRefused
from throughcare.commissioning.models import Contract
from throughcare.commissioning.rules.contract_lists import MEASURES
from throughcare.commissioning.web.agreement_words import refusal
from throughcare.organisations.models import Supplier
from throughcare.organisations.queries.suppliers import supplier_with
from throughcare.organisations.web.supplier_words import choices

LONGEST = 4_000
MOST = 10**11
_FIELDS = {
    "number-taken": "number", "stopped": "paid_on", "beyond-option": "months", "below-spent": "added", "settled": "paid_on",
    "no-exit-plan": "exit_plan", "no-ground": "ground_words", "no-notice": "notice_on", "notice-too-short": "ends_on",
    "people-without-service": "people_moved_by", "no-transfer-plan": "transfer_plan", "before-term": "ends_on",
    "unknown-notice": "name", "noted-already": "published_on", "reviewed-already": "held_on", "measured-already": "start",
    "part-of-whole": "numerator", "amount": "net", "schedule": "net", "shares": "members",
}  # fmt: skip


def text_field(label: Any, **options: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea, **options)


def day_field(label: Any, **options: Any) -> forms.DateField:
    """A day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}), **options)


class Pounds(forms.DecimalField):
    """An amount typed in pounds, with pence where there are any; cleaned to pence."""

    def __init__(self, *, least: int = 0, **options: Any) -> None:
        super().__init__(max_digits=13, decimal_places=2, min_value=Decimal(least), max_value=MOST, **options)

    def clean(self, value: Any) -> Any:
        """The pence."""
        if isinstance(value, str):
            value = value.replace(",", "").replace("£", "").strip()
        pounds = super().clean(value)
        return None if pounds is None else int(pounds * 100)


class ContractForm(forms.Form):
    """A form that shows the refusal of a command at its field, or above itself. ``handed`` is for the command."""

    presentation: Mapping[str, Any] = {}
    renamed: Mapping[str, str] = {}

    def __init__(self, data: Any = None, *, contract: Contract, **options: Any) -> None:
        self.contract = contract
        super().__init__(data, initial=self.first(), **options)

    def first(self) -> dict[str, Any]:
        """What stands in the fields before anything is typed."""
        return {}

    def handed(self) -> dict[str, Any]:
        """What was typed, under the names that the command knows."""
        return {self.renamed.get(name, name): value for name, value in self.cleaned_data.items()}

    def refuse(self, refused: ContractRefused) -> None:
        """Show why."""
        field = _FIELDS.get(refused.code)
        self.add_error(field if field in self.fields else None, refusal(refused))


class TermsForm(ContractForm):
    """The terms of a draft."""

    renamed = {"value": "value_pence", "mobilisation": "mobilisation_pence"}
    title = forms.CharField(label=_("Title"), max_length=200)
    value = Pounds(label=_("Value without VAT"), least=1, help_text=_("Over the whole term, in pounds"))
    vat_percent = forms.IntegerField(
        label=_("Rate of VAT"), min_value=0, max_value=100, help_text=_("0 where the service is exempt")
    )
    annual_volume = forms.IntegerField(label=_("Cases a year"), min_value=1, max_value=10**6)
    starts_on = day_field(_("First day"))
    ends_on = day_field(_("Last day"))
    extension_months = forms.IntegerField(label=_("Most months of extension"), min_value=0, max_value=120)
    mobilisation = Pounds(label=_("Of the value, for starting up"))
    payment_days = forms.IntegerField(label=_("Days in which an invoice is paid"), min_value=1, max_value=365)
    notice_days = forms.IntegerField(label=_("Days of notice before it is terminated"), min_value=0, max_value=3660)
    presentation = {
        "value": {"prefix": "£", "width": "10", "inputmode": "decimal"},
        "mobilisation": {"prefix": "£", "width": "10", "inputmode": "decimal"},
        "vat_percent": {"suffix": "%", "width": "3"},
        "annual_volume": {"width": "5"}, "extension_months": {"width": "3"}, "payment_days": {"width": "3"},
        "notice_days": {"width": "4"},
    }  # fmt: skip

    def first(self) -> dict[str, Any]:
        """The terms as they stand."""
        same = ("title", "vat_percent", "annual_volume", "starts_on", "ends_on", "extension_months", "payment_days",
                "notice_days")  # fmt: skip
        return {
            **{name: getattr(self.contract, name) for name in same},
            "value": f"{self.contract.value_pence / 100:.2f}",
            "mobilisation": f"{self.contract.mobilisation_pence / 100:.2f}",
        }


class IndicatorForm(ContractForm):
    """An indicator of performance, with all that makes it checkable."""

    name = forms.CharField(label=_("Name"), max_length=200)
    measures = forms.ChoiceField(label=_("What it measures"), choices=lambda: choices(MEASURES))
    definition = text_field(_("Definition"))
    owner = forms.CharField(label=_("Who answers for it"), max_length=200)
    numerator = forms.CharField(label=_("Counted"), max_length=300, help_text=_("For example people still housed"))
    denominator = forms.CharField(label=_("Out of"), max_length=300, help_text=_("For example all people housed"))
    gaming = text_field(_("How it could be gamed, and what would show that"))
    target_percent = forms.DecimalField(
        label=_("Target"), min_value=0, max_value=100, max_digits=5, decimal_places=2, required=False
    )
    presentation = {"definition": {"rows": 3}, "gaming": {"rows": 3}, "target_percent": {"suffix": "%", "width": "5"}}


class InstalmentForm(ContractForm):
    """A payment that is foreseen."""

    renamed = {"net": "net_pence"}
    due_on = day_field(_("Day"))
    net = Pounds(label=_("Amount without VAT"), least=1)
    what = forms.CharField(label=_("What for"), max_length=200)
    presentation = {"net": {"prefix": "£", "width": "10", "inputmode": "decimal"}}


class MembersForm(ContractForm):
    """The consortium, a line for each member."""

    members = forms.CharField(
        label=_("Members and their shares"), widget=forms.Textarea, max_length=LONGEST, required=False,
        help_text=_("A line for each, the lead among them: its identifier and its share, such as GB-CHC-1234567 60. "
                    "Empty for a supplier alone."),
    )  # fmt: skip
    presentation = {"members": {"rows": 4}}

    def first(self) -> dict[str, Any]:
        """The members as they stand."""
        lines = [f"{each.supplier.identifiers.first()} {each.share / 100:g}" for each in self.contract.members.all()]
        return {"members": "\n".join(lines)}

    def clean_members(self) -> dict[Supplier, int]:
        """Each member with its share in hundredths of a per cent."""
        found: dict[Supplier, int] = {}
        for line in filter(None, map(str.strip, self.cleaned_data["members"].splitlines())):
            identifier, _space, share = line.rpartition(" ")
            supplier = supplier_with(identifier.strip()) if identifier else None
            if supplier is None:
                raise forms.ValidationError(
                    gettext("No supplier is registered as in this line: %(line)s") % {"line": line}
                )
            try:
                found[supplier] = int(Decimal(share.rstrip("%")) * 100)
            except ArithmeticError as wrong:
                raise forms.ValidationError(gettext("No share is in this line: %(line)s") % {"line": line}) from wrong
        return found
