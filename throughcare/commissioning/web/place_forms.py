"""Forms about places in a panel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.commands.sanctions import SanctionDetails
from throughcare.commissioning.web.market_forms import LONGEST, Refusable, day

ACTIONS = [("suspend", _("Suspend it until a day")), ("remove", _("Remove it"))]
EXCLUSIONS = [
    ("neither", _("No ground of exclusion applies")),
    ("excludable", _("A ground applies on which a supplier may be excluded")),
    ("excluded", _("A ground applies on which a supplier must be excluded")),
]


class SanctionForm(Refusable):
    """What is held against a place."""

    refused_at = {
        "no-ground": "ground", "no-evidence": "evidence", "no-end": "until", "end-before-start": "until",
        "not-a-ground-for-removal": "exclusion",
    }  # fmt: skip
    action = forms.ChoiceField(label=_("What you propose"), choices=ACTIONS, widget=forms.RadioSelect)
    exclusion = forms.ChoiceField(label=_("Exclusion"), choices=EXCLUSIONS, widget=forms.RadioSelect, initial="neither")
    ground = forms.CharField(label=_("Ground"), widget=forms.Textarea, max_length=LONGEST)
    evidence = forms.CharField(label=_("Evidence"), widget=forms.Textarea, max_length=LONGEST)
    until = day(
        label=_("First day after the suspension"), required=False, help_text=_("The place is then restored by itself")
    )
    presentation = {"ground": {"rows": 3}, "evidence": {"rows": 3}}

    def details(self) -> SanctionDetails:
        """What was chosen and typed."""
        typed: dict[str, Any] = self.cleaned_data
        return SanctionDetails(**typed)
