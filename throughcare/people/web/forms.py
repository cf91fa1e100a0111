"""Forms of the pages about people."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.models import User
from throughcare.kernel.codes import CodeList
from throughcare.people.rules import codes
from throughcare.people.rules.record_access import REASON
from throughcare.people.rules.search_terms import read_date

DAY_HINT = _("For example 27 3 1990 or 27 March 1990")


class DayField(forms.CharField):
    """A day typed in any form people use; ``latest`` is a callable that gives the last day allowed."""

    default_error_messages = {
        "not_a_date": _("Enter a real date, like 27 March 1990"),
        "too_late": _("The date must not lie in the future"),
    }

    def __init__(self, *, latest: Any = None, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.latest = latest

    def to_python(self, value: Any) -> Any:
        """The date, None where nothing was typed; raises ``ValidationError``."""
        typed = super().to_python(value)
        if not typed:
            return None
        day = read_date(typed)
        if day is None:
            raise ValidationError(self.error_messages["not_a_date"], code="not_a_date")
        if self.latest and day > self.latest():
            raise ValidationError(self.error_messages["too_late"], code="too_late")
        return day

    def run_validators(self, value: Any) -> None:
        """A date has no length to check."""

    def prepare_value(self, value: Any) -> Any:
        """A date as it is typed."""
        return f"{value.day} {value.month} {value.year}" if isinstance(value, date) else value


def choices(table: CodeList, *, blank: str | Promise | None = None) -> list[tuple[str, Any]]:
    """The codes of a table as choices in the reader's language; ``blank`` is the text of an empty first one."""
    first: list[tuple[str, Any]] = [] if blank is None else [("", blank)]
    return first + [(entry.code, _(entry.label)) for entry in table]


class PersonSearchForm(forms.Form):
    """One box, and a date of birth for those who have it."""

    q = forms.CharField(label=_("Name, date of birth or number"), max_length=100, required=False)
    born = DayField(label=_("Date of birth"), required=False)
    presentation = {"born": {"width": "10", "hint": DAY_HINT}, "q": {"optional": False, "spellcheck": False}}


class ReasonForm(forms.Form):
    """Why the user needs a record from another region."""

    reason = forms.ChoiceField(
        label=_("Why do you need this record?"), choices=choices(REASON), widget=forms.RadioSelect
    )
    more = forms.CharField(
        label=_("What is it about?"),
        max_length=200,
        widget=forms.Textarea,
        help_text=_("The person may ask to see this."),
        error_messages={"required": _("Enter what you need the record for")},
    )
    presentation = {"more": {"rows": 3, "limit": 200}, "reason": {"legend": "m"}}

    def in_words(self) -> str:
        """What the log keeps."""
        return f"{REASON.label(self.cleaned_data['reason'])}: {self.cleaned_data['more']}"


class PersonForm(forms.Form):
    """The person's own fields."""

    forenames = forms.CharField(label=_("Forenames"), max_length=100)
    surname = forms.CharField(label=_("Surname"), max_length=100)
    preferred_name = forms.CharField(label=_("Preferred name"), max_length=100, required=False)
    date_of_birth = DayField(label=_("Date of birth"))
    sex = forms.ChoiceField(label=_("Sex"), choices=choices(codes.SEX), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Preferred language"), choices=choices(codes.LANGUAGE))
    presentation = {"date_of_birth": {"width": "10", "hint": DAY_HINT}}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].latest = lambda: today  # type: ignore[attr-defined]


class OtherNameForm(forms.Form):
    """An alias or a former name."""

    kind = forms.ChoiceField(label=_("Kind of name"), choices=choices(codes.NAME_KIND), widget=forms.RadioSelect)
    forenames = forms.CharField(label=_("Forenames"), max_length=100, required=False)
    surname = forms.CharField(label=_("Surname"), max_length=100)


class IdentifierForm(forms.Form):
    """A number by which another system knows the person."""

    kind = forms.ChoiceField(
        label=_("Kind of number"), choices=choices(codes.IDENTIFIER_KIND), widget=forms.RadioSelect
    )
    value = forms.CharField(label=_("Number"), max_length=30)
    presentation = {"value": {"width": "20", "spellcheck": False}}


class ContactDetailForm(forms.Form):
    """A way to reach the person."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(codes.CONTACT_DETAIL_KIND), widget=forms.RadioSelect)
    value = forms.CharField(label=_("Address, number or email"), max_length=300)
    postcode = forms.CharField(label=_("Postcode, for an address"), max_length=8, required=False)
    start = DayField(label=_("From"))
    presentation = {"postcode": {"width": "10"}, "start": {"width": "10", "hint": DAY_HINT}}


class MessageChoiceForm(forms.Form):
    """What the person answered when asked about reminders."""

    channel = forms.ChoiceField(
        label=_("Does the person want reminders of appointments?"),
        choices=choices(codes.MESSAGE_CHANNEL),
        widget=forms.RadioSelect,
    )
    asked_on = DayField(label=_("Asked on"))
    presentation = {"asked_on": {"width": "10", "hint": DAY_HINT}}

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_on"].latest = lambda: today  # type: ignore[attr-defined]


class AvoidForm(forms.Form):
    """Whether a contact detail may be used, and why not."""

    avoid = forms.ChoiceField(
        label=_("May it be used?"),
        choices=[("use", _("It may be used")), *choices(codes.AVOID)],
        widget=forms.RadioSelect,
    )


class CircumstanceForm(forms.Form):
    """A circumstance that changes how the person is supervised."""

    kind = forms.ChoiceField(label=_("Kind"), choices=choices(codes.CIRCUMSTANCE_KIND), widget=forms.RadioSelect)
    description = forms.CharField(label=_("What should colleagues know?"), max_length=500, widget=forms.Textarea)
    start = DayField(label=_("From"))
    presentation = {"description": {"rows": 3}, "start": {"width": "10", "hint": DAY_HINT}}


class EndForm(forms.Form):
    """The day on which something ended."""

    until = DayField(label=_("Ended on"))
    presentation = {"until": {"width": "10", "hint": DAY_HINT}}


class CharacteristicForm(forms.Form):
    """The person's answer about one characteristic."""

    value = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    recorded_on = DayField(label=_("Asked on"))
    presentation = {"recorded_on": {"width": "10", "hint": DAY_HINT}}

    def __init__(self, *args: Any, table: CodeList, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].choices = choices(table)  # type: ignore[attr-defined]
        self.fields["value"].label = _(table.title)
        self.fields["recorded_on"].latest = lambda: today  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A reason in words."""

    why = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea)
    presentation = {"why": {"rows": 3}}


class LimitForm(forms.Form):
    """A user, found by name, and the reason for the line."""

    user: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("Who?"), queryset=User.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    reason = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea)
    presentation = {"reason": {"rows": 3}}

    def __init__(self, *args: Any, users: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = users  # type: ignore[attr-defined]
