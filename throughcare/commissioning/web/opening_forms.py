"""Forms of officers who open bids. A passphrase is never shown again, and never kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import PERMISSIONS
from throughcare.commissioning.sealing.passphrases import LEAST


class NameForm(forms.Form):
    """Somebody to open the bids."""

    username = forms.CharField(label=_("User name"), max_length=150, help_text=_("A commissioner or a director"))
    presentation: dict[str, dict[str, Any]] = {"username": {"width": "20", "spellcheck": False}}

    def clean_username(self) -> User:
        """The user of that name who may open bids."""
        roles = PERMISSIONS["commissioning.open_bids"]
        found = User.objects.filter(
            username=self.cleaned_data["username"].strip(), is_active=True, role__in=roles
        ).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no commissioner or director with this user name"))
        return found


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
