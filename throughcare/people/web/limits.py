"""Who is barred from a record, and to whom it is restricted."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from throughcare.accounts.models import User
from throughcare.accounts.rules.roles import PRACTISE
from throughcare.accounts.web.access import requires, signed_in
from throughcare.people.commands.access import AlreadyLimited, NobodyLeft, end_limit, limit_access
from throughcare.people.models import LimitedAccess, Person
from throughcare.people.rules import codes
from throughcare.people.web.forms import LimitForm
from throughcare.people.web.records import open_record
from throughcare.people.web.tabs import person_context

PAGE = "access"
SHOWN = 20


@requires("people.restrict")
def access(request: HttpRequest, crn: str) -> HttpResponseBase:
    """Both lists, as they stand and as they were."""
    person = open_record(request, crn, page=PAGE)
    today = timezone.localdate()
    lines = list(person.limited_access.select_related("user").order_by("kind", "-start", "-pk"))
    lists = [
        {
            "kind": kind,
            "current": [line for line in lines if line.kind == kind.code and (not line.until or line.until > today)],
            "past": [line for line in lines if line.kind == kind.code and line.until and line.until <= today],
        }
        for kind in codes.ACCESS_KIND
    ]
    return render(request, "people/access.html", {"lists": lists} | person_context(request, person, "access"))


@requires("people.restrict")
def add(request: HttpRequest, crn: str, kind: str) -> HttpResponseBase:
    """Find a user by name, then put them on a list; what is written holds at once."""
    person = open_record(request, crn, page=PAGE)
    typed = (request.POST.get("name") or request.GET.get("name") or "").strip()
    users = find_users(typed)
    form = LimitForm(request.POST or None, users=users)
    if request.method == "POST" and form.is_valid():
        done = _limit(request, person, kind, form)
        if done:
            return done
    context = {
        "form": form,
        "kind": codes.ACCESS_KIND[kind],
        "name": typed,
        "found": list(users[:SHOWN]) if typed else [],
    }
    context["back"] = reverse("people:access", args=[person.crn])
    return render(request, "people/access_add.html", context | person_context(request, person, "access"))


@requires("people.restrict")
@require_POST
def end(request: HttpRequest, crn: str, key: int) -> HttpResponseBase:
    """End one line today."""
    person = open_record(request, crn, page=PAGE)
    line = get_object_or_404(
        LimitedAccess.objects.select_related("user", "person__delivery_unit"), person=person, pk=key
    )
    try:
        end_limit(line=line, by=signed_in(request), on=timezone.localdate(), at=timezone.now())
    except NobodyLeft:
        messages.error(request, _("No head or director of the region would be left to open this record."))
        return redirect("people:access", person.crn)
    messages.success(request, _("Ended. This holds from now on."))
    return _onwards(person)


def find_users(typed: str) -> QuerySet[User]:
    """Active members of staff whose name has every word typed; nobody where nothing was typed."""
    if not typed:
        return User.objects.none()
    users = User.objects.filter(is_active=True, role__in=PRACTISE)
    users = users.annotate(whole=Concat("first_name", Value(" "), "last_name", Value(" "), "username"))
    for word in typed.split()[:5]:
        users = users.filter(whole__icontains=word)
    return users.order_by("last_name", "first_name", "username")


def _limit(request: HttpRequest, person: Person, kind: str, form: LimitForm) -> HttpResponseBase | None:
    by, user = signed_in(request), form.cleaned_data["user"]
    try:
        added = limit_access(
            person=person, kind=kind, user=user, reason=form.cleaned_data["reason"],
            by=by, on=timezone.localdate(), at=timezone.now(),
        )  # fmt: skip
    except AlreadyLimited:
        form.add_error("user", _("{name} is on this list already").format(name=user))
        return None
    except NobodyLeft:
        form.add_error("user", _("No head or director of the region would be left to open this record."))
        return None
    messages.success(request, _("{name} was added. This holds from now on.").format(name=user))
    if len(added) > 1:
        messages.info(request, _("You were added too, so that somebody can open and manage the record."))
    return _onwards(person)


def _onwards(person: Person) -> HttpResponseBase:
    """Back to the lists, or home where the change closed the record to the user."""
    if Person.objects.filter(Q(pk=person.pk)).exists():
        return redirect("people:access", person.crn)
    return redirect("/")
