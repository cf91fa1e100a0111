"""The page of personal details, and the forms that change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.commands import details as commands
from throughcare.people.models import Identifier, Person
from throughcare.people.queries.details import details_of
from throughcare.people.queries.search import others_with_identifier
from throughcare.people.rules import codes
from throughcare.people.rules.identifiers import InvalidIdentifier
from throughcare.people.web import forms as our
from throughcare.people.web.records import open_record
from throughcare.people.web.tabs import person_context

PAGE = "details"


@requires("people.view")
def details(request: HttpRequest, crn: str) -> HttpResponseBase:
    """Everything known about the person beside sentences and contacts."""
    person = open_record(request, crn, page=PAGE)
    context = {"details": details_of(person, on=timezone.localdate()), "codes": codes}
    return render(request, "people/details.html", context | person_context(request, person, "details"))


@requires("people.change")
def change_person(request: HttpRequest, crn: str) -> HttpResponseBase:
    """Names, date of birth, sex and language."""
    person = open_record(request, crn, page=PAGE)
    fields = {name: getattr(person, name) for name in commands.OWN_FIELDS}
    form = our.PersonForm(request.POST or None, initial=fields, today=timezone.localdate())
    return form_page(
        request, person, form, title=_("Change name and personal facts"),
        act=lambda given: commands.change_person(person=person, changes=given, by=signed_in(request), at=timezone.now()),
    )  # fmt: skip


@requires("people.change")
def add_other_name(request: HttpRequest, crn: str) -> HttpResponseBase:
    """An alias or a former name."""
    person = open_record(request, crn, page=PAGE)
    return form_page(
        request, person, our.OtherNameForm(request.POST or None), title=_("Add another name"),
        act=lambda given: commands.add_other_name(person=person, **given, by=signed_in(request), at=timezone.now()),
    )  # fmt: skip


@requires("people.change")
def add_identifier(request: HttpRequest, crn: str) -> HttpResponseBase:
    """A number; one that another person carries as well leads to the comparison of the two."""
    person = open_record(request, crn, page=PAGE)
    form = our.IdentifierForm(request.POST or None)
    added: list[Identifier] = []

    def add(given: dict[str, Any]) -> None:
        added.append(commands.add_identifier(person=person, **given, by=signed_in(request), at=timezone.now()))

    answer = form_page(request, person, form, title=_("Add a number"), act=add)
    others = others_with_identifier(added[0]) if added else []
    if not others:
        return answer
    messages.warning(request, _("{crn} carries the same number: are they the same person?").format(crn=others[0].crn))
    if not signed_in(request).may("people.merge"):
        return answer
    return redirect("people:compare", crn, others[0].crn)


@requires("people.change")
def add_contact_detail(request: HttpRequest, crn: str) -> HttpResponseBase:
    """A way to reach the person; a new address ends the one before."""
    person = open_record(request, crn, page=PAGE)
    form = our.ContactDetailForm(request.POST or None, initial={"start": timezone.localdate()})
    return form_page(
        request, person, form, title=_("Add a contact detail"),
        lead=_("A new address ends the address before it on that day. The old address is kept."),
        act=lambda given: commands.add_contact_detail(
            person=person, kind=given["kind"], value=given["value"], postcode=given["postcode"].upper(),
            on=given["start"], by=signed_in(request), at=timezone.now(),
        ),
    )  # fmt: skip


@requires("people.change")
def end_contact_detail(request: HttpRequest, crn: str, key: int) -> HttpResponseBase:
    """End a way to reach the person; it stays on the record as past."""
    person = open_record(request, crn, page=PAGE)
    row = get_object_or_404(person.contact_details, pk=key)
    return form_page(
        request, person, our.EndForm(request.POST or None, initial={"until": timezone.localdate()}),
        title=_("End this contact detail"), lead=row.value,
        act=lambda given: commands.end_contact_detail(
            detail=row, on=given["until"], by=signed_in(request), at=timezone.now()
        ),
    )  # fmt: skip


@requires("people.change")
def add_circumstance(request: HttpRequest, crn: str) -> HttpResponseBase:
    """A circumstance that changes how the person is supervised."""
    person = open_record(request, crn, page=PAGE)
    form = our.CircumstanceForm(request.POST or None, initial={"start": timezone.localdate()})
    return form_page(
        request, person, form, title=_("Add a circumstance"),
        act=lambda given: commands.add_circumstance(
            person=person, kind=given["kind"], description=given["description"], on=given["start"],
            by=signed_in(request), at=timezone.now(),
        ),
    )  # fmt: skip


@requires("people.change")
def end_circumstance(request: HttpRequest, crn: str, key: int) -> HttpResponseBase:
    """End a circumstance; it stays on the record as past."""
    person = open_record(request, crn, page=PAGE)
    row = get_object_or_404(person.circumstances, pk=key)
    return form_page(
        request, person, our.EndForm(request.POST or None, initial={"until": timezone.localdate()}),
        title=_("End this circumstance"), lead=row.description,
        act=lambda given: commands.end_circumstance(
            circumstance=row, on=given["until"], by=signed_in(request), at=timezone.now()
        ),
    )  # fmt: skip


@requires("people.change")
def characteristic(request: HttpRequest, crn: str, kind: str) -> HttpResponseBase:
    """The person's answer about one protected characteristic."""
    person = open_record(request, crn, page=PAGE)
    table = codes.CHARACTERISTICS.get(kind)
    if table is None:
        raise Http404
    today = timezone.localdate()
    form = our.CharacteristicForm(request.POST or None, table=table, today=today, initial={"recorded_on": today})
    return form_page(
        request, person, form, title=_(table.title),
        lead=_("Ask, and record the answer in the person's own terms. They need not answer."),
        act=lambda given: commands.record_characteristic(
            person=person, kind=kind, value=given["value"], on=given["recorded_on"],
            by=signed_in(request), at=timezone.now(),
        ),
    )  # fmt: skip


@requires("people.change")
def remove(request: HttpRequest, crn: str, what: str, key: int) -> HttpResponseBase:
    """Take away a name or a number recorded in error, after asking."""
    person = open_record(request, crn, page=PAGE)
    by, at = signed_in(request), timezone.now()
    if what == "other-name":
        name = get_object_or_404(person.other_names, pk=key)
        words, act = (
            f"{name.forenames} {name.surname}",
            lambda _given: commands.remove_other_name(name=name, by=by, at=at),
        )
    else:
        number = get_object_or_404(person.identifiers, pk=key)
        words, act = number.value, lambda _given: commands.remove_identifier(identifier=number, by=by, at=at)
    return form_page(
        request, person, forms.Form(request.POST or None), title=_("Remove what was recorded in error?"),
        lead=words, act=act, button=_("Remove"),
    )  # fmt: skip


def form_page(
    request: HttpRequest, person: Person, form: forms.Form, *, title: str, act: Callable[[dict[str, Any]], Any],
    lead: str = "", button: str = "",
) -> HttpResponseBase:  # fmt: skip
    """Show the form; when it is sent and valid, act and go back to the details."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except InvalidIdentifier as fault:
            form.add_error("value", _(str(fault)))
        except commands.NothingChanged:
            form.add_error(None, _("The record says this already"))
        else:
            messages.success(request, _("Saved"))
            return redirect("people:details", person.crn)
    context = {"form": form, "title": title, "lead": lead, "button_text": button or _("Save")}
    context["back"] = reverse("people:details", args=[person.crn])
    return render(request, "people/form.html", context | person_context(request, person, "details"))
