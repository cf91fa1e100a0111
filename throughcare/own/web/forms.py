"""Forms of the own view: few fields, plain questions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from throughcare.own.rules.codes import ASK_REASON
from throughcare.people.models import ContactDetail
from throughcare.people.rules.codes import LANGUAGE

WHY_MISSING = _("Say why the time does not suit you")
ASKED_ALREADY = _("You have asked already. We will answer you.")
NOT_POSSIBLE = _("You cannot ask about this appointment any more. Ring us.")
NOT_A_NUMBER = _("Type your phone number with all its figures, like 07700 900123")
NUMBER_KNOWN = _("We have this number already")
MOST = 500


class AskForm(forms.Form):
    """Why, and when they could come."""

    reason = forms.ChoiceField(
        label=_("Why does the time not suit you?"),
        choices=lambda: [(entry.code, gettext(entry.label)) for entry in ASK_REASON],
        widget=forms.RadioSelect,
        error_messages={"required": WHY_MISSING},
    )
    words = forms.CharField(
        label=_("When could you come?"),
        help_text=_("Write the days and times that are good for you"),
        widget=forms.Textarea,
        max_length=MOST,
        required=False,
    )
    presentation = {"words": {"rows": 3}}


class PhoneForm(forms.Form):
    """Another number."""

    number = forms.CharField(
        label=_("Your new phone number"),
        help_text=_("We stop using your old number"),
        max_length=30,
        error_messages={"required": NOT_A_NUMBER},
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    presentation = {"number": {"width": "20", "inputmode": "tel"}}


class LanguageForm(forms.Form):
    """The language they prefer."""

    language = forms.ChoiceField(
        label=_("Which language do you like best?"),
        help_text=_("Letters and messages come in English or Welsh. We can find somebody who speaks other languages."),
        choices=lambda: [(entry.code, gettext(entry.label)) for entry in LANGUAGE],
    )


class InviteForm(forms.Form):
    """Where the link goes."""

    detail = forms.ModelChoiceField(
        queryset=ContactDetail.objects.none(),
        label=_("Send the link to"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose where the link goes")},
    )

    def __init__(self, *given: object, ways: object, **options: object) -> None:
        super().__init__(*given, **options)  # type: ignore[arg-type]
        field = self.fields["detail"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = ways  # type: ignore[assignment]
        field.label_from_instance = lambda detail: str(detail.value)  # type: ignore[method-assign,assignment]


class AnswerForm(forms.Form):
    """Yes or no, and words that the person reads."""

    verb = forms.ChoiceField(
        label=_("Your answer"),
        choices=lambda: [("agree", gettext("Yes: another time")), ("refuse", gettext("No: it stays as it is"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer")},
    )
    words = forms.CharField(
        label=_("What you tell the person"),
        help_text=_("They read this on their own page. Use plain words."),
        widget=forms.Textarea,
        max_length=MOST,
        error_messages={"required": _("Say it in a sentence")},
    )
    presentation = {"words": {"rows": 3}}
