"""The form with which anybody can ask ``contact-due``: facts of no real person, sent in the address, kept nowhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughcare.site.web.dates import DatePartsField
from throughcare.supervision.rules.contact_policy import SCHEMES

EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
SENTENCES = (
    ("community-order", _("Community order")),
    ("suspended-sentence-order", _("Suspended sentence order")),
    ("licence", _("On licence after prison")),
    ("post-sentence-supervision", _("Post-sentence supervision")),
)
AFTER_PRISON = ("licence", "post-sentence-supervision")
HARM = (
    ("", _("Not known")),
    ("low", _("Low")),
    ("medium", _("Medium")),
    ("high", _("High")),
    ("very-high", _("Very high")),
)


def _day(label: Any, *, required: bool = False) -> DatePartsField:
    return DatePartsField(label=label, required=required, earliest=EARLIEST, latest=LATEST)


def _tiers() -> list[tuple[str, Any]]:
    labels = [*"ABCDEFG", *(label for label in SCHEMES["two-axis-2021"] if not label.endswith("S"))]
    return [("", _("Not known")), *((label, label) for label in labels)]


class TryContactDue(forms.Form):
    """The facts that matter most; the rule reads many more."""

    sentence = forms.ChoiceField(label=_("Sentence"), choices=SENTENCES)
    sentence_date = _day(_("Date of sentence"), required=True)
    release_date = _day(_("Date of release"))
    end_date = _day(_("Last day of the order, licence or supervision"))
    tier = forms.ChoiceField(label=_("Tier"), choices=_tiers, required=False)
    rosh = forms.ChoiceField(label=_("Risk of serious harm"), choices=HARM, required=False)
    first_seen = _day(_("First appointment attended on"))
    plan_completed_date = _day(_("First plan completed on"))
    last_seen = _day(_("Last seen on"))
    on = _day(_("Day to ask about"), required=True)

    presentation = {
        "release_date": {"hint": _("Only where the sentence was served in prison")},
        "last_seen": {"hint": _("Face to face, after the first appointment")},
    }

    def clean(self) -> dict[str, Any]:
        """A release is needed after prison, and nothing comes before the sentence."""
        given: dict[str, Any] = super().clean() or {}
        if (
            given.get("sentence") in AFTER_PRISON
            and not given.get("release_date")
            and "release_date" not in self.errors
        ):
            self.add_error("release_date", _("Enter the date of release"))
        sentenced = given.get("sentence_date")
        for name in ("release_date", "end_date", "first_seen", "plan_completed_date", "last_seen", "on"):
            if sentenced and given.get(name) and given[name] < sentenced:
                self.add_error(name, _("This must not be before the date of sentence"))
        return given

    def facts(self) -> dict[str, Any]:
        """The case for the rule, once the form is valid."""
        given = self.cleaned_data
        names = ("sentence", "sentence_date", "release_date", "end_date", "tier", "rosh", "plan_completed_date", "on")
        seen = [{"date": given["first_seen"], "kind": "initial"}] if given["first_seen"] else []
        seen += [{"date": given["last_seen"]}] if given["last_seen"] else []
        return {**{name: given[name] for name in names if given[name]}, "contacts": seen}
