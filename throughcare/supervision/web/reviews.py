"""The list of what is to be looked at again: of a practitioner, a team, a unit or a region."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from throughcare.accounts.web.access import requires
from throughcare.kernel.csv_safe import csv_lines
from throughcare.kernel.decision import mark
from throughcare.supervision.queries.plan_reviews import FIRST
from throughcare.supervision.queries.reviews import KINDS, Review, counted, reviews_due
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web import risk_words
from throughcare.supervision.web.areas import KINDS as PLACES
from throughcare.supervision.web.areas import asked_area
from throughcare.supervision.web.pages import number_of, show

PAGE = 50
KIND_NAMES = {
    "registration": gettext_lazy("Registrations"),
    "assessment": gettext_lazy("Assessments"),
    "plan": gettext_lazy("Sentence plans"),
}
WITHIN: dict[str, tuple[timedelta | None, object]] = {
    "overdue": (timedelta(days=-1), gettext_lazy("Overdue")),
    "soon": (timedelta(days=28), gettext_lazy("Overdue, or due in 4 weeks")),
    "quarter": (timedelta(days=91), gettext_lazy("Overdue, or due in 13 weeks")),
    "all": (None, gettext_lazy("All with a date")),
}


@requires("supervision.caseload")
def reviews(request: HttpRequest) -> HttpResponse:
    """The list; ``?kind=`` and ``?within=`` narrow it, ``?staff=`` or ``?team=`` says whose."""
    on = timezone.localdate()
    place = asked_area(request, on)
    if place is None:
        return show(request, "no_staff")
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else ""
    within = request.GET.get("within", "") if request.GET.get("within") in WITHIN else "soon"
    found = reviews_due(place.area, on=on, kind=kind, within=WITHIN[within][0])
    if request.GET.get("format") == "csv":
        return _csv(found, on)
    overdue, coming = counted(found, on=on)
    return show(
        request,
        "reviews",
        on=on,
        rows=Paginator(found, PAGE).get_page(number_of(request)),
        overdue=overdue,
        coming=coming,
        kind=kind,
        kind_names=KIND_NAMES,
        within=within,
        within_names={name: words for name, (_span, words) in WITHIN.items()},
        area={name: request.GET[name] for name in PLACES if request.GET.get(name)},
        by_staff=place.area.kind != "staff",
        place_name=shown.place_name(place.what),
        what=described,
        why=why,
    )


_WHAT = {
    "assessment": mark("Full assessment"),
    "plan": mark("Review of the sentence plan"),
    "first-plan": mark("First sentence plan"),
}


def described(review: Review) -> str:
    """What is to be looked at."""
    if review.kind == "registration":
        return risk_words.registered(review.code, review.level)
    return gettext(_WHAT[review.kind])


def why(review: Review) -> str:
    """Why by then, in one sentence: of a first plan, that of its own duty."""
    if review.kind == "first-plan":
        duty = next(duty for duty in review.decision.value.duties if duty.kind == FIRST)
        step = next((step for step in review.decision.steps if step.code == duty.reason), None)
        return step.words.say(gettext) if step else gettext(duty.sentence)
    return review.decision.reason.words.say(gettext)


def _csv(found: list[Review], on: date) -> HttpResponse:
    head = [gettext("CRN"), gettext("Forenames"), gettext("Surname"), gettext("Tier"), gettext("Practitioner code"),
            gettext("Practitioner"), gettext("What is to be reviewed"), gettext("By"), gettext("Overdue"),
            gettext("Counted from"), gettext("Why")]  # fmt: skip
    cells = (
        [row.case.crn, row.case.forenames, row.case.surname, row.case.tier, row.case.staff_code, row.case.staff,
         described(row), row.due, gettext("yes") if row.is_overdue(on) else gettext("no"), row.last,
         why(row)]
        for row in found
    )  # fmt: skip
    response = HttpResponse("".join(csv_lines(head, cells)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reviews.csv"'
    return response
