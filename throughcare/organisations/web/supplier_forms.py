"""Forms about suppliers."""

from __future__ import annotations

import re
import secrets
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.web.passwords import NewPasswordForm
from throughcare.organisations.models import Region, Supplier
from throughcare.organisations.queries.suppliers import Asked, supplier_with
from throughcare.organisations.rules.codes import LOCAL, SCHEME
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, LEGAL_FORM, NEED
from throughcare.organisations.rules.supplier_entry import SupplierDetails
from throughcare.organisations.web.supplier_words import choices, region_name

SECTORS = [("", _("Any")), ("voluntary", _("Voluntary sector")), ("other", _("Not voluntary sector"))]
TOTALS = [
    ("", _("Any")),
    ("under-1m", _("Under £1 million a year")),
    ("1m-10m", _("£1 million to £10 million a year")),
    ("over-10m", _("£10 million a year and more")),
]
VERIFIED = [("", _("Any")), ("yes", _("An identifier is verified")), ("no", _("None is verified"))]
YES_NO = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Not known"))]


def _regions() -> list[tuple[str, str]]:
    return [("", gettext("Any")), *((each.code, region_name(each)) for each in Region.objects.all())]


def _areas(empty: object) -> list[tuple[str, str]]:
    return [("", str(empty)), *sorted(((each.code, each.name) for each in police_areas().values()), key=lambda a: a[1])]


class FindForm(forms.Form):
    """What the list is narrowed by."""

    q = forms.CharField(label=_("Name or number"), max_length=100, required=False)
    region = forms.ChoiceField(label=_("Region"), required=False, choices=_regions)
    area = forms.ChoiceField(label=_("Police-force area"), required=False, choices=lambda: _areas(_("Any")))
    need = forms.ChoiceField(label=_("Need"), required=False, choices=lambda: choices(NEED, _("Any")))
    cohort = forms.ChoiceField(label=_("People served"), required=False, choices=lambda: choices(COHORT, _("Any")))
    sector = forms.ChoiceField(label=_("Sector"), required=False, choices=SECTORS)
    size = forms.ChoiceField(label=_("Size by yearly income"), required=False, choices=TOTALS)
    verified = forms.ChoiceField(label=_("Identifier"), required=False, choices=VERIFIED)
    by_and_for = forms.BooleanField(label=_("Led by and for the people served"), required=False)
    presentation = {name: {"optional": False} for name in
                    ("q", "region", "area", "need", "cohort", "sector", "size", "verified", "by_and_for")}  # fmt: skip

    def asked(self) -> Asked:
        """What was asked; a value that is none of the choices narrows nothing."""
        self.is_valid()
        typed = self.cleaned_data
        return Asked(
            words=typed.get("q", ""),
            region=typed.get("region", ""),
            area=typed.get("area", ""),
            need=typed.get("need", ""),
            cohort=typed.get("cohort", ""),
            by_and_for=typed.get("by_and_for", False),
            sector=typed.get("sector", ""),
            total=typed.get("size", ""),
            verified=typed.get("verified", ""),
        )


NAME_ALONE = RegexValidator(
    re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|://|\bwww\.|\S@\S", re.IGNORECASE),
    _("Write the name alone: one line, without a web or email address"),
    "name-alone",
    inverse_match=True,
)
"""Names that people give themselves stand in emails to others, whom nobody is to lead elsewhere by them."""


class DetailsForm(forms.Form):
    """Who the organisation is."""

    legal_name = forms.CharField(label=_("Legal name"), max_length=200, validators=[NAME_ALONE])
    known_as = forms.CharField(label=_("Known as"), max_length=200, required=False, validators=[NAME_ALONE])
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=lambda: choices(LEGAL_FORM), initial="not-known")
    voluntary = forms.ChoiceField(
        label=_("Is it of the voluntary sector?"),
        required=False,
        choices=YES_NO,
        widget=forms.RadioSelect,
        initial="unknown",
    )
    presentation: dict[str, dict[str, Any]] = {"voluntary": {"inline": True, "small": True, "optional": False}}

    def details(self) -> SupplierDetails:
        """What was typed."""
        typed = self.cleaned_data
        voluntary = {"yes": True, "no": False}.get(typed["voluntary"])
        return SupplierDetails(typed["legal_name"], typed["known_as"], typed["legal_form"], voluntary)


def new_local_number() -> str:
    """A number of our own for an organisation that no register lists."""
    return f"OWN-{secrets.token_hex(5).upper()}"


class IdentifierForm(forms.Form):
    """A number of a register."""

    scheme = forms.ChoiceField(label=_("Register"), choices=lambda: choices(SCHEME))
    number = forms.CharField(
        label=_("Number"), max_length=80, required=False,
        help_text=_("Spaces and small letters do not matter. Leave it empty where you chose no register: you get one."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why no register lists it"),
        max_length=300,
        required=False,
        help_text=_("Only where you chose no register"),
    )
    presentation: dict[str, dict[str, Any]] = {
        "number": {"width": "20", "spellcheck": False, "optional": False}, "reason": {"optional": False},
    }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A register has a number; an organisation that no register lists is given one, where it says why."""
        typed: dict[str, Any] = super().clean() or {}
        if "number" not in typed or typed["number"] or "scheme" not in typed:
            return typed
        if typed["scheme"] != LOCAL:
            self.add_error("number", forms.ValidationError(forms.Field.default_error_messages["required"], "required"))
        elif not typed.get("reason"):
            if "reason" in typed:
                self.add_error("reason", _("An organisation that no register lists needs a reason why."))
        else:
            typed["number"] = new_local_number()
        return typed


class RegisterForm(DetailsForm, IdentifierForm):
    """A new supplier with its first identifier."""

    field_order = ["legal_name", "known_as", "legal_form", "voluntary", "scheme", "number", "reason"]
    presentation = {**DetailsForm.presentation, **IdentifierForm.presentation}


class ChangeForm(DetailsForm):
    """Who the organisation is, and which it is owned by."""

    owned_by = forms.CharField(
        label=_("Owned by"),
        max_length=80,
        required=False,
        help_text=_("The identifier of a registered organisation, such as GB-COH-99999901"),
    )
    presentation = {**DetailsForm.presentation, "owned_by": {"width": "20", "spellcheck": False}}

    def clean_owned_by(self) -> Supplier | None:
        """The organisation of the identifier."""
        typed = self.cleaned_data["owned_by"].strip()
        found = supplier_with(typed) if typed else None
        if typed and found is None:
            raise forms.ValidationError(_("No registered organisation has this identifier"))
        return found


class AreaForm(forms.Form):
    """A region, or one police-force area."""

    region = forms.ModelChoiceField(
        label=_("Region"), queryset=Region.objects.all(), to_field_name="code", empty_label=_("Choose a region")
    )
    police_area = forms.ChoiceField(
        label=_("Police-force area"), required=False, choices=lambda: _areas(_("The whole region"))
    )
    presentation = {"police_area": {"optional": False}}


class OfferForm(forms.Form):
    """A need, or people served."""

    offer = forms.ChoiceField(label=_("Need or people"), choices=lambda: _offers())
    by_and_for = forms.BooleanField(label=_("Led by and for these people"), required=False)

    def clean(self) -> dict[str, Any]:
        """Nobody is led by and for a need."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("by_and_for") and cleaned.get("offer", "").startswith("need/"):
            self.add_error("by_and_for", _("Choose people, not a need"))
        return cleaned


def _offers() -> list[tuple[str, str]]:
    needs = [(f"need/{code}", gettext("Need: %(need)s") % {"need": text}) for code, text in choices(NEED)]
    return needs + [
        (f"cohort/{code}", gettext("People: %(people)s") % {"people": text}) for code, text in choices(COHORT)
    ]


class IncomeForm(forms.Form):
    """The income of a year of accounts."""

    year_end = forms.DateField(
        label=_("Last day of the year of accounts"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("For example 31/03/2026"),
    )
    income = forms.DecimalField(
        label=_("Income of that year"), min_value=0, max_value=10**12, decimal_places=2, help_text=_("Not published")
    )
    presentation = {"year_end": {"width": "10"}, "income": {"width": "10", "prefix": "£", "inputmode": "decimal"}}

    def clean_year_end(self) -> date:
        """A year that is over."""
        day: date = self.cleaned_data["year_end"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This year is not over"))
        return day


class EvidenceForm(forms.Form):
    """What was looked at to verify an identifier."""

    evidence = forms.CharField(
        label=_("What you looked at"), max_length=300, help_text=_("For example the register and the day")
    )


class InviteForm(forms.Form):
    """Whom to invite."""

    # It becomes the user name of whoever is new, and the audit trail holds no longer one.
    email = forms.EmailField(label=_("Email address"), max_length=80)


class JoinForm(NewPasswordForm):
    """Somebody new: their name and a password."""

    first_name = forms.CharField(label=_("First name"), max_length=150, validators=[NAME_ALONE])
    last_name = forms.CharField(label=_("Last name"), max_length=150, validators=[NAME_ALONE])
    field_order = ["first_name", "last_name", "password", "again"]
