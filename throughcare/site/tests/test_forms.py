"""Each kind of field drawn with the design system: label, hint, error and what was typed."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.utils import translation

from throughcare.site.web.dates import DatePartsField
from throughcare.site.web.forms import describe, error_list


class Example(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the order")
    email = forms.EmailField(label="Email", required=False)
    hours = forms.IntegerField(label="Hours")
    met_on = DatePartsField(label="Date met", latest=date(2026, 11, 22), earliest=date(2020, 1, 1))
    how = forms.ChoiceField(label="How", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    other = forms.CharField(label="Other", required=False)
    needs = forms.MultipleChoiceField(label="Needs", choices=[("x", "X")], widget=forms.CheckboxSelectMultiple)
    sure = forms.BooleanField(label="Sure")
    unit = forms.ChoiceField(label="Unit", choices=[("", "Choose"), ("u", "U")])
    notes = forms.CharField(label="Notes", widget=forms.Textarea, max_length=20)
    letter = forms.FileField(label="Letter")
    secret = forms.CharField(label="Secret", widget=forms.PasswordInput)
    token = forms.CharField(widget=forms.HiddenInput, initial="abc")

    presentation = {"how": {"reveal": {"b": "other"}}, "other": {"revealed": True}, "notes": {"autosave": "n"}}


def date_error(day: str, month: str, year: str) -> tuple[str, tuple[str, ...]]:
    form = Example({"met_on-day": day, "met_on-month": month, "met_on-year": year})
    error = form["met_on"].errors.as_data()[0]
    return error_list(form)[[item.get("href", "")[:10] for item in error_list(form)].index("#id_met_on")]["text"], (
        error.params["parts"]
    )


def test_it_ties_label_hint_and_error_to_the_input() -> None:
    html = str(Example({})["name"].as_field_group())
    assert '<label class="govuk-label govuk-label--s" for="id_name">' in html
    assert 'id="id_name-hint"' in html
    assert 'id="id_name-error"' in html
    assert 'aria-describedby="id_name-hint id_name-error"' in html
    assert "Enter name" in html


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("email", 'type="email"'),
        ("hours", 'inputmode="numeric"'),
        ("met_on", 'role="group"'),
        ("how", 'class="govuk-radios__input"'),
        ("needs", 'class="govuk-checkboxes__input"'),
        ("sure", 'class="govuk-checkboxes__input" id="id_sure" name="sure" type="checkbox" value="on"'),
        ("unit", '<select class="govuk-select" id="id_unit" name="unit">'),
        ("notes", 'data-autosave="n"'),
        ("notes", "You can enter up to 20 characters"),
        ("letter", 'type="file"'),
        ("secret", 'type="password"'),
        ("token", '<input type="hidden" name="token" id="id_token" value="abc">'),
    ],
)
def test_it_draws_each_kind_of_field_with_its_component(field: str, expected: str) -> None:
    assert expected in str(Example()[field].as_field_group())


def test_it_keeps_what_was_typed_and_escapes_it() -> None:
    form = Example(
        {"name": "<b>Sam", "met_on-day": "31", "met_on-month": "x", "met_on-year": "", "unit": "u", "how": "b"}
    )
    html = form.render()
    assert "&lt;b&gt;Sam" in html
    assert "<b>Sam" not in html
    assert 'name="met_on-day" type="text" value="31"' in html
    assert 'name="met_on-month" type="text" value="x"' in html
    assert '<option value="u" selected>U</option>' in html
    assert 'value="b" checked' in html


def test_it_never_sends_a_password_back() -> None:
    assert "hunter2" not in Example({"secret": "hunter2"}).render()


def test_it_shows_a_revealed_field_once_under_its_choice() -> None:
    html = Example().render()
    assert html.count('name="other"') == 1
    assert html.index('id="id_how-2"') < html.index('name="other"')


@pytest.mark.parametrize(
    ("typed", "text", "parts"),
    [
        (("3", "", ""), "Date met must include a month and year", ("month", "year")),
        (("", "4", "2026"), "Date met must include a day", ("day",)),
        (("", "", ""), "Enter date met", ("day", "month", "year")),
        (("31", "2", "2026"), "Date met must be a real date", ("day", "month", "year")),
        (("32", "1", "2026"), "Date met must be a real date", ("day",)),
        (("1", "13", "26"), "Date met must be a real date", ("month", "year")),
        (("²", "1", "2026"), "Date met must be a real date", ("day",)),
        (("23", "11", "2026"), "Date met must be on or before 22 November 2026", ("day", "month", "year")),
        (("31", "12", "2019"), "Date met must be on or after 1 January 2020", ("day", "month", "year")),
    ],
)
def test_it_says_exactly_which_part_of_a_date_is_wrong(
    typed: tuple[str, str, str], text: str, parts: tuple[str, ...]
) -> None:
    assert date_error(*typed) == (text, parts)


@pytest.mark.parametrize("month", ["11", "nov", "November", "Tachwedd"])
def test_it_takes_a_month_as_number_or_name_in_either_language(month: str) -> None:
    field = DatePartsField(label="Day")
    data = {"on-day": "22", "on-month": month, "on-year": "2026"}
    assert field.clean(field.widget.value_from_datadict(data, {}, "on")) == date(2026, 11, 22)


def test_it_links_each_error_to_the_first_input_at_fault() -> None:
    form = Example({"met_on-day": "3", "met_on-month": "", "met_on-year": ""})
    assert {"text": "Date met must include a month and year", "href": "#id_met_on-month"} in error_list(form)
    assert {"text": "Choose how", "href": "#id_how"} in error_list(form)


def test_it_speaks_welsh() -> None:
    with translation.override("cy"):
        form = Example({"met_on-day": "3"})
        assert describe(form["met_on"])["errors"] == ["Date met: rhaid rhoi’r mis a’r flwyddyn"]
        assert describe(form["name"])["errors"] == ["Name: rhowch ateb"]
