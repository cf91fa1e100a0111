"""Asking why a record from another region is needed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.rules.record_access import reason_stands
from throughcare.people.web.forms import ReasonForm
from throughcare.people.web.records import find_record, keep_reason, person_address


@requires("people.view")
def reason(request: HttpRequest, crn: str) -> HttpResponseBase:
    """The question; whoever sees the record in their own region is let through without it."""
    user = signed_in(request)
    person, beyond = find_record(user, crn)
    wanted = _wanted(request, crn)
    if not beyond:
        return redirect(wanted)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep_reason(request, crn, form.in_words(), at=timezone.now())
        return redirect(wanted)
    minutes = int(reason_stands(timezone.localdate()).total_seconds() // 60)
    context = {"form": form, "crn": person.crn, "region": person.delivery_unit.region, "minutes": minutes}
    return render(request, "people/reason.html", {**context, "wanted": wanted})


def _wanted(request: HttpRequest, crn: str) -> str:
    """Where the user was going: only an address of this person's pages."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    fine = url_has_allowed_host_and_scheme(address, None) and address.startswith(person_address(crn))
    return address if fine else person_address(crn)
