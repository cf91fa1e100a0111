"""Forms of officers who open bids. A passphrase is never shown again, and never kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import PERMISSIONS, ROLE
from throughcare.commissioning.sealing.passphrases import LEAST


class OfficerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who may open bids, by name and role."""

    def label_from_instance(self, obj: Any) -> str:
        """Name and role."""
        return f"{obj.get_full_name()}, {gettext(ROLE.label(obj.role))}"


class NameForm(forms.Form):
    """Somebody to open the bids."""

    username = OfficerField(
        label=_("Officer"), queryset=User.objects.none(), to_field_name="username", empty_label=_("Choose somebody"),
        help_text=_("A commissioner or a director"),
        error_messages={"invalid_choice": _("There is no commissioner or director with this user name")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = User.objects.filter(is_active=True, role__in=PERMISSIONS["commissioning.open_bids"])
        self.fields["username"].queryset = found.order_by("last_name", "first_name", "pk")  # type: ignore[attr-defined]


class EnrolForm(forms.Form):
    """A passphrase of the officer's own, twice."""

    passphrase = forms.CharField(
        label=_("Passphrase"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Four or five words that nobody would guess, and that you use nowhere else"),
    )
    again = forms.CharField(
        label=_("The same again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        typed = super().clean() or {}
        if {"passphrase", "again"} <= typed.keys() and typed["passphrase"] != typed["again"]:
            self.add_error("again", gettext("The two differ"))
        return typed

    def is_weak(self) -> None:
        """Say that the passphrase is too weak."""
        sentence = gettext("Use at least %(least)s characters, and not one again and again")
        self.add_error("passphrase", sentence % {"least": LEAST})


class DeclareForm(forms.Form):
    """Whether there is a conflict with anybody invited."""

    conflict = forms.ChoiceField(
        label=_("Have you, or has anybody close to you, an interest in one of those invited?"),
        choices=[("no", _("No: I have no conflict of interest")), ("yes", _("Yes, or it may look so"))],
        widget=forms.RadioSelect,
    )
    about = forms.CharField(label=_("With whom, and what"), max_length=1000, required=False, widget=forms.Textarea)
    presentation: dict[str, dict[str, Any]] = {
        "conflict": {"reveal": {"yes": "about"}}, "about": {"revealed": True, "rows": 3},
    }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A conflict is said."""
        typed = super().clean() or {}
        if typed.get("conflict") == "yes" and not typed.get("about", "").strip():
            self.add_error("about", gettext("Say with whom, and what"))
        return typed


class OpenForm(forms.Form):
    """The officer's passphrase."""

    passphrase = forms.CharField(
        label=_("Your passphrase"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"})
    )
