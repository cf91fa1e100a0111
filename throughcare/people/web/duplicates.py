"""Records that may be one person: the list, the comparison, the merge and its undoing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.commands import merge as commands
from throughcare.people.models import Merge, Person
from throughcare.people.queries.details import details_of
from throughcare.people.queries.duplicates import likely_duplicates
from throughcare.people.rules import codes
from throughcare.people.web.forms import WhyForm
from throughcare.people.web.records import open_record
from throughcare.people.web.tabs import person_context

PAGE = "duplicates"
ROWS = 50
FIELDS = {
    "forenames": gettext_lazy("Forenames"),
    "surname": gettext_lazy("Surname"),
    "preferred_name": gettext_lazy("Preferred name"),
    "date_of_birth": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Sex"),
    "language": gettext_lazy("Preferred language"),
    "delivery_unit_id": gettext_lazy("Delivery unit"),
}


class MergeForm(WhyForm):
    """Which record remains, and for each field that differs, whose value."""

    survivor = forms.ChoiceField(label=gettext_lazy("Which record remains?"), widget=forms.RadioSelect)
    field_order = ["survivor"]

    def __init__(self, *args: Any, one: Person, other: Person, shown: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        both = [(person.crn, f"{person.crn} {person.name}") for person in (one, other)]
        self.fields["survivor"].choices = both  # type: ignore[attr-defined]
        for row in shown:
            if row["differs"]:
                self.fields[row["field"]] = forms.ChoiceField(
                    label=row["label"], choices=[(one.crn, row["one"]), (other.crn, row["other"])],
                    widget=forms.RadioSelect, initial=one.crn,
                )  # fmt: skip
        self.order_fields(["survivor", *FIELDS, "why"])

    def taken_from(self, duplicate: Person) -> list[str]:
        """The fields whose value is the duplicate's."""
        return [name for name in FIELDS if self.cleaned_data.get(name) == duplicate.crn]


class LikelyPairs(Paginator):  # type: ignore[type-arg]
    """Pages of pairs, each asked of the database when it is shown."""

    def __init__(self, number: Any) -> None:
        page = max(int(number), 1) if str(number).isdigit() else 1
        self.found = likely_duplicates(most=ROWS, skip=(page - 1) * ROWS)
        if not self.found.rows and page > 1:
            page, self.found = 1, likely_duplicates(most=ROWS)
        self.shown = page
        super().__init__(range(self.found.total), ROWS)


@requires("people.merge")
def duplicates(request: HttpRequest) -> HttpResponseBase:
    """Likely pairs of the user's region, likeliest first."""
    pairs = LikelyPairs(request.GET.get("page", 1))
    return render(
        request, "people/duplicates.html", {"pairs": pairs.found.rows, "list_page": pairs.get_page(pairs.shown)}
    )


@requires("people.merge")
def compare(request: HttpRequest, crn: str, other_crn: str) -> HttpResponseBase:
    """Two records side by side, and the form that joins them."""
    one, other = (open_record(request, number, page=PAGE) for number in (crn, other_crn))
    shown = _shown(one, other)
    form = MergeForm(request.POST or None, one=one, other=other, shown=shown)
    if request.method == "POST" and form.is_valid():
        survivor, duplicate = (one, other) if form.cleaned_data["survivor"] == one.crn else (other, one)
        try:
            commands.merge_people(
                survivor=survivor, duplicate=duplicate, choices=form.taken_from(duplicate),
                by=signed_in(request), at=timezone.now(), why=form.cleaned_data["why"],
            )  # fmt: skip
        except commands.CannotMerge:
            form.add_error(None, _("These records cannot be merged: one of them is merged already."))
        else:
            messages.success(request, _("The records are merged. You can undo this from personal details."))
            return redirect("people:details", survivor.crn)
    today = timezone.localdate()
    sides = [(person, details_of(person, on=today)) for person in (one, other)]
    context = {"one": one, "other": other, "shown": shown, "sides": sides, "form": form, "codes": codes}
    return render(request, "people/compare.html", context | {"back": reverse("people:duplicates")})


@requires("people.merge")
@require_POST
def not_same(request: HttpRequest, crn: str, other_crn: str) -> HttpResponseBase:
    """Decide that the two are two people; the pair is not proposed again."""
    one, other = (open_record(request, number, page=PAGE) for number in (crn, other_crn))
    why = request.POST.get("why", "").strip()[:500]
    if not why:
        messages.error(request, _("Say why they are not the same person."))
        return redirect("people:compare", crn, other_crn)
    commands.declare_not_same(one=one, other=other, by=signed_in(request), at=timezone.now(), why=why)
    messages.success(request, _("Remembered: this pair will not be proposed again."))
    return redirect("people:duplicates")


@requires("people.merge")
def undo(request: HttpRequest, crn: str, key: int) -> HttpResponseBase:
    """Undo a merge."""
    person = open_record(request, crn, page=PAGE)
    merge = get_object_or_404(
        Merge.objects.select_related("duplicate"), survivor=person, pk=key, undone_at__isnull=True
    )
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.unmerge(merge=merge, by=signed_in(request), at=timezone.now(), why=form.cleaned_data["why"])
        except commands.CannotUnmerge:
            form.add_error(None, _("Undo the later merge first."))
        else:
            messages.success(request, _("The merge is undone. Both records are as they were."))
            return redirect("people:details", person.crn)
    context = {"form": form, "title": _("Undo this merge?"), "button_text": _("Undo the merge")}
    context["lead"] = _("{crn} becomes a record of its own again, with everything that came from it.").format(
        crn=merge.duplicate.crn
    )
    context["back"] = reverse("people:details", args=[person.crn])
    return render(request, "people/form.html", context | person_context(request, person, "details"))


def _shown(one: Person, other: Person) -> list[dict[str, Any]]:
    return [
        {
            "field": name,
            "label": label,
            "one": _in_words(one, name),
            "other": _in_words(other, name),
            "differs": getattr(one, name) != getattr(other, name),
        }
        for name, label in FIELDS.items()
    ]


def _in_words(person: Person, name: str) -> str:
    if name == "delivery_unit_id":
        return person.delivery_unit.name
    value = getattr(person, name)
    if name == "date_of_birth":
        return format_date(value, "j F Y")
    table = {"sex": codes.SEX, "language": codes.LANGUAGE}.get(name)
    return _(table.label(value)) if table else value or "–"
