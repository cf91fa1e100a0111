"""Forms with which an organisation registers itself."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.web.passwords import NewPasswordForm
from throughcare.organisations.models import Region
from throughcare.organisations.rules.supplier_codes import COHORT, NEED
from throughcare.organisations.rules.supplier_entry import OwnEntry
from throughcare.organisations.web.supplier_forms import NAME_ALONE, DetailsForm, IdentifierForm
from throughcare.organisations.web.supplier_words import choices, region_name

SMALL: dict[str, Any] = {"small": True, "optional": False}


class BeginForm(IdentifierForm):
    """Which organisation, and where the link goes."""

    # It becomes the user name of whoever is new, and the audit trail holds no longer one.
    email = forms.EmailField(
        label=_("Your email address at work"), max_length=80,
        help_text=_("A link is sent there. You sign in with it later."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    legal_name = forms.CharField(label=_("Legal name"), max_length=200, validators=[NAME_ALONE])
    field_order = ["legal_name", "scheme", "number", "reason", "email"]


def _many(label: Any, found: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=found, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class EntryForm(DetailsForm):
    """What the organisation says of itself."""

    needs = _many(_("What do you help with?"), lambda: choices(NEED), _("Choose all that apply"))
    cohorts = _many(_("Whom do you work with?"), lambda: choices(COHORT), _("Nothing, where you work with everybody"))
    led_by = _many(
        _("Are you led by and for any of these people?"),
        lambda: choices(COHORT),
        _("Most of those who run the organisation are themselves of the group"),
    )
    regions = _many(
        _("Where do you work?"),
        lambda: [(each.code, region_name(each)) for each in Region.objects.all()],
        _("You can narrow it to police-force areas later"),
    )
    income = forms.DecimalField(
        label=_("Income of your last year of accounts"),
        min_value=0, max_value=10**12, decimal_places=2, required=False,
        help_text=_("It says how big you are: the size is published, the income is not. You can give it later."),
    )  # fmt: skip
    year_end = forms.DateField(
        label=_("Last day of that year"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    presentation = {
        **DetailsForm.presentation, "needs": SMALL, "cohorts": SMALL, "led_by": SMALL, "regions": SMALL,
        "income": {"width": "10", "prefix": "£", "inputmode": "decimal"}, "year_end": {"width": "10"},
    }  # fmt: skip

    def clean_year_end(self) -> date | None:
        """A year that is over."""
        day: date | None = self.cleaned_data["year_end"]
        if day is not None and day > timezone.localdate():
            raise forms.ValidationError(_("This year is not over"))
        return day

    def clean(self) -> dict[str, Any]:
        """An income has its year; who is led by people works with them."""
        typed: dict[str, Any] = super().clean() or {}
        if "year_end" in typed and typed.get("income") is not None and typed["year_end"] is None:
            self.add_error("year_end", _("Say which year the income is of"))
        typed["cohorts"] = [
            *typed.get("cohorts", ()),
            *(c for c in typed.get("led_by", ()) if c not in typed["cohorts"]),
        ]
        return typed

    def entry(self) -> OwnEntry:
        """What was typed."""
        typed = self.cleaned_data
        income = typed["income"]
        return OwnEntry(
            self.details(), tuple(typed["needs"]), tuple(typed["cohorts"]), tuple(typed["led_by"]),
            tuple(typed["regions"]), typed["year_end"], None if income is None else int(income * 100),
        )  # fmt: skip


class NewUserForm(NewPasswordForm, EntryForm):
    """The same from somebody who has no account yet."""

    first_name = forms.CharField(label=_("First name"), max_length=150, validators=[NAME_ALONE])
    last_name = forms.CharField(label=_("Last name"), max_length=150, validators=[NAME_ALONE])
    field_order = ["first_name", "last_name", "password", "again", "legal_name", "known_as", "legal_form", "voluntary",
                   "needs", "cohorts", "led_by", "regions", "income", "year_end"]  # fmt: skip
