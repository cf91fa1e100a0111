"""Forms about a supplier's library."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from throughcare.commissioning.commands.library import EvidenceDetails
from throughcare.commissioning.rules.panel_codes import EVIDENCE_KIND, TOPIC
from throughcare.commissioning.web.market_forms import LONGEST, Refusable, day
from throughcare.organisations.web.supplier_words import choices

MET = [("yes", _("Met")), ("no", _("Not met yet"))]


class EvidenceForm(Refusable):
    """A piece of evidence, with a file or a reference."""

    refused_at = {"evidence-empty": "file", "file-too-big": "file", "file-kind": "file", "day-far": "expires_on"}
    kind = forms.ChoiceField(label=_("Kind of evidence"), choices=lambda: choices(EVIDENCE_KIND, _("Choose a kind")))
    title = forms.CharField(label=_("What it is"), max_length=200, help_text=_("For example the insurer and the cover"))
    from_on = day(label=_("Good from"))
    expires_on = day(label=_("Last good day"), required=False, help_text=_("Leave empty where it does not run out"))
    reference = forms.CharField(
        label=_("Number, or where it can be seen"), max_length=200, required=False,
        help_text=_("Needed where no file is attached"),
    )  # fmt: skip
    file = forms.FileField(label=_("File"), required=False, help_text=_("PDF, PNG or JPEG, up to 5 MB"))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "evidence_%s", **options})

    def clean(self) -> dict[str, Any]:
        """It does not run out before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("from_on"), cleaned.get("expires_on")
        if start and end and end < start:
            self.add_error("expires_on", _("The last good day lies before the first"))
        return cleaned

    def details(self) -> EvidenceDetails:
        """What was given."""
        typed = dict(self.cleaned_data)
        sent = typed.pop("file")
        return EvidenceDetails(**typed, file_name=sent.name if sent else "", file=sent.read() if sent else b"")


class AnswerForm(Refusable):
    """An answer that is given again and again."""

    topic = forms.ChoiceField(label=_("What it is about"), choices=lambda: choices(TOPIC, _("Choose what it is about")))
    met = forms.ChoiceField(label=_("Met?"), choices=MET, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your words"), widget=forms.Textarea, max_length=LONGEST, required=False,
        help_text=_("A sentence or two is enough"),
    )  # fmt: skip
    presentation = {"text": {"rows": 3}, "met": {"inline": True}}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"auto_id": "answer_%s", **options})

    def details(self) -> dict[str, Any]:
        """What was typed."""
        typed = dict(self.cleaned_data)
        return typed | {"met": typed["met"] == "yes"}
