"""Forms of allocation: the decision, what a person asked for, a conflict of interest, the decision on a plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.supervision.commands.allocations import FIRST, Evidence
from throughcare.supervision.rules.allocation_codes import OFFICER_SEX, REALLOCATION_REASONS
from throughcare.supervision.rules.transfer_states import OFFICER_REASON
from throughcare.workforce.models import Staff

MOST_WORDS = 4_000


class AllocateForm(forms.Form):
    """The decision evidence for one practitioner; ``seen`` is how the case stood when the form was shown."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why the case changes hands"), required=False)
    evidence = forms.CharField(
        label=_("Why this practitioner"),
        widget=forms.Textarea,
        max_length=MOST_WORDS,
        error_messages={"required": _("Say why this practitioner.")},
    )
    despite = forms.CharField(
        label=_("Why in spite of what stands against it"), widget=forms.Textarea, required=False, max_length=MOST_WORDS
    )
    oversight = forms.CharField(
        label=_("Oversight you will give"), widget=forms.Textarea, required=False, max_length=MOST_WORDS
    )
    sensitive = forms.BooleanField(label=_("This is not to be shared with the person"), required=False)

    def __init__(self, *args: Any, held: bool, doubts: bool, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.presentation = {
            "evidence": {"autosave": f"allocate-{key}", "rows": 4},
            "despite": {"rows": 3},
            "oversight": {"rows": 3},
        }
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = reasons()
        if not held:
            del self.fields["reason"]
        if not doubts:
            del self.fields["despite"]

    def words(self) -> Evidence:
        """What was typed."""
        given = self.cleaned_data
        return Evidence(given["evidence"], given["oversight"], given["sensitive"], given.get("despite", ""))

    @property
    def chosen_reason(self) -> str:
        """Why the case changes hands."""
        return str(self.cleaned_data.get("reason", FIRST)) if "reason" in self.fields else FIRST


class NeedForm(forms.Form):
    """What the person asked for."""

    officer_sex = forms.ChoiceField(label=_("Practitioner that the person asked for"), required=False)
    words = forms.CharField(label=_("What they said"), widget=forms.Textarea, required=False, max_length=MOST_WORDS)
    presentation = {"words": {"rows": 2}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["officer_sex"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("No preference")), *((one.code, gettext(one.label)) for one in OFFICER_SEX)]


class ConflictForm(forms.Form):
    """Who must not hold the case, and why."""

    staff = forms.ModelChoiceField(
        queryset=Staff.objects.none(), label=_("Practitioner who must not hold the case"), empty_label=_("Choose one")
    )
    words = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea,
        max_length=MOST_WORDS,
        error_messages={"required": _("Say why, in a sentence.")},
    )
    presentation = {"words": {"rows": 2}}

    def __init__(self, *args: Any, staff: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["staff"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Staff.objects.filter(pk__in=staff)


def reasons() -> list[tuple[str, str]]:
    """Why a case that somebody holds goes to another."""
    return [
        ("", gettext("Choose one")),
        *((code, gettext(OFFICER_REASON.label(code))) for code in REALLOCATION_REASONS),
    ]
