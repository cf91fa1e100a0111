"""Transfers: the list of a place, the offer, and the answer with the case beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.models import User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.kernel.csv_safe import csv_lines
from throughcare.kernel.decision import mark
from throughcare.organisations.models import DeliveryUnit
from throughcare.people.web.records import open_record
from throughcare.supervision.commands.transfers import (
    TransferRefused,
    accept_transfer,
    offer_transfer,
    refuse_transfer,
    withdraw_transfer,
)
from throughcare.supervision.models import Transfer
from throughcare.supervision.queries import places, transfers
from throughcare.supervision.rules.transfer_states import (
    OFFICER_REASON,
    OPEN,
    REFUSALS,
    TRANSFER_REASONS,
    TRANSFER_STATE,
)
from throughcare.supervision.web import figures as shown
from throughcare.supervision.web.areas import named_place
from throughcare.supervision.web.pages import number_of, show, show_record
from throughcare.workforce.models import Staff, Team
from throughcare.workforce.rules.codes import GRADE

PAGE = 25
MOST_WORDS = 4_000
_NO_WORDS = REFUSALS["no-words"]
_FIELDS = {
    "same-unit": "to_unit", "no-reason": "reason", "no-words": "words", "in-the-past": "day", "other-unit": "team",
    "other-team": "staff", "not-working": "staff",
}  # fmt: skip


class _Refusable(forms.Form):
    def refuse(self, code: str) -> None:
        """Show a refusal at its field, or above the form."""
        field = _FIELDS.get(code)
        self.add_error(field if field in self.fields else None, gettext(REFUSALS[code]))


class OfferForm(_Refusable):
    """To whom, why and from when."""

    to_unit = forms.ModelChoiceField(
        queryset=DeliveryUnit.objects.none(), label=_("Delivery unit to take the case"), empty_label=_("Choose a unit")
    )
    reason = forms.ChoiceField(
        label=_("Why"),
        choices=lambda: [(code, gettext(OFFICER_REASON.label(code))) for code in TRANSFER_REASONS],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What they need to know"), widget=forms.Textarea, max_length=MOST_WORDS,
        error_messages={"required": _(_NO_WORDS)},
    )  # fmt: skip
    day = forms.DateField(
        label=_("Day on which responsibility should move"), widget=forms.DateInput(attrs={"type": "date"})
    )
    presentation = {"words": {"rows": 6, "autosave": "transfer"}}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        units = self.fields["to_unit"]
        assert isinstance(units, forms.ModelChoiceField)
        units.queryset = DeliveryUnit.objects.select_related("region").order_by("region__code", "name")
        welsh = (get_language() or "").startswith("cy")
        units.label_from_instance = lambda unit: (  # type: ignore[method-assign,assignment]
            f"{(unit.region.name_cy if welsh else '') or unit.region.name}: {(unit.name_cy if welsh else '') or unit.name}"
        )


class AcceptForm(_Refusable):
    """Into which team, with whom and from when."""

    team = forms.ModelChoiceField(queryset=Team.objects.none(), label=_("Team"), empty_label=_("Choose a team"))
    staff = forms.ModelChoiceField(
        queryset=Staff.objects.none(),
        label=_("Practitioner"),
        required=False,
        empty_label=_("To be allocated by the team"),
    )
    day = forms.DateField(label=_("Day on which responsibility moves"), widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(
        label=_("Message to the sender"), widget=forms.Textarea, required=False, max_length=MOST_WORDS
    )
    presentation = {"words": {"rows": 3}}

    def __init__(self, *arguments: Any, unit: DeliveryUnit, **options: Any) -> None:
        super().__init__(*arguments, **options)
        teams, staff = self.fields["team"], self.fields["staff"]
        assert isinstance(teams, forms.ModelChoiceField) and isinstance(staff, forms.ModelChoiceField)
        teams.queryset = Team.objects.filter(delivery_unit=unit)
        staff.queryset = Staff.objects.filter(
            team__delivery_unit=unit, grade__in=GRADE.having("holds_cases")
        ).select_related("team")
        staff.label_from_instance = lambda one: f"{one.surname}, {one.forenames} ({one.team})"  # type: ignore[method-assign,assignment]


class CloseForm(_Refusable):
    """Why the case does not move."""

    words = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea,
        max_length=MOST_WORDS,
        error_messages={"required": _(_NO_WORDS)},
    )
    presentation = {"words": {"rows": 3}}


_DONE = {
    "accept": mark("%(name)s is taken over on the day agreed."),
    "refuse": mark("The transfer of %(name)s is refused, and the sending side sees why."),
    "withdraw": mark("The offer of %(name)s is taken back."),
}


@requires("supervision.offer_transfer")
def overview(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, what is on its way, who moved address; ``?ended=1`` for what is over, ``?unit=`` and its
    like for another place than one's own."""
    user, on = signed_in(request), timezone.localdate()
    place = named_place(request, on) or places.own_place(user, on=on)
    if place is None:
        return show(request, "no_place")
    over = request.GET.get("ended") == "1"
    if request.GET.get("format") == "csv":
        return _csv([*transfers.coming(place), *transfers.going(place), *transfers.ended(place)])
    return show(
        request,
        "transfers",
        on=on,
        place=place,
        place_name=shown.place_name(place.what),
        coming=list(transfers.coming(place)),
        going=list(transfers.going(place)),
        moved=transfers.moved_addresses(place),
        ended=Paginator(transfers.ended(place), PAGE).get_page(number_of(request)) if over else None,
        can_answer=user.may("supervision.answer_transfer"),
        states=TRANSFER_STATE,
        reasons=OFFICER_REASON,
        shown=shown,
    )


@requires("supervision.offer_transfer")
def offer(request: HttpRequest, crn: str) -> HttpResponse:
    """Offer a case to another delivery unit."""
    person, now = open_record(request, crn, page="transfer"), timezone.now()
    on = timezone.localdate()
    form = OfferForm(request.POST or None, initial={"day": on})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            offer_transfer(
                person=person, to_unit=typed["to_unit"], reason=typed["reason"], words=typed["words"],
                wanted_on=typed["day"], by=signed_in(request), on=on, at=now,
            )  # fmt: skip
        except TransferRefused as refused:
            form.refuse(refused.code)
        else:
            return redirect("supervision:transfer-offer", crn=crn)
    past = list(transfers.of_person(person)[:20])
    standing = next((one for one in past if one.state in OPEN), None)
    context: dict[str, Any] = {"past": past, "standing": standing, "spell": transfers.open_spell(person)}
    if standing is None:
        context["form"] = form
    return show_record(
        request, "transfer_offer", person, tab="overview", on=on, states=TRANSFER_STATE, reasons=OFFICER_REASON,
        shown=shown, **context,
    )  # fmt: skip


@requires("supervision.offer_transfer")
def transfer(request: HttpRequest, crn: str, key: int) -> HttpResponse:
    """One transfer: to answer for the receiving side, to take back for the sending side."""
    person, on = open_record(request, crn, page="transfer"), timezone.localdate()
    found = transfers.of_person(person).filter(pk=key).first()
    if found is None:
        raise Http404
    user = signed_in(request)
    receives = _receives(user, found)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    accept = AcceptForm(
        request.POST if step == "accept" else None, unit=found.to_unit, prefix="a",
        initial={"day": max(found.wanted_on, on), "team": _only_team(found.to_unit)},
    )  # fmt: skip
    close = CloseForm(request.POST if step in ("refuse", "withdraw") else None, prefix="c")
    if step:
        if step in ("accept", "refuse") and not receives:
            raise PermissionDenied
        done = _answered(request, found, step, accept, close)
        if done is not None:
            return done
    return show_record(
        request, "transfer", person, tab="overview", on=on, transfer=found, receives=receives, accept=accept,
        close=close, spell=transfers.open_spell(person), states=TRANSFER_STATE, reasons=OFFICER_REASON, shown=shown,
        open=found.state in OPEN,
    )  # fmt: skip


def _answered(
    request: HttpRequest, found: Transfer, step: str, accept: AcceptForm, close: CloseForm
) -> HttpResponse | None:
    """Take the step; None where the form has something to say."""
    who: dict[str, Any] = {"by": signed_in(request), "on": timezone.localdate(), "at": timezone.now()}
    form: _Refusable = accept if step == "accept" else close
    if not form.is_valid():
        return None
    typed = form.cleaned_data
    try:
        if step == "accept":
            accept_transfer(
                transfer=found,
                team=typed["team"],
                staff=typed["staff"],
                moves_on=typed["day"],
                answer=typed["words"],
                **who,
            )
        else:
            steps = {"refuse": refuse_transfer, "withdraw": withdraw_transfer}
            if step not in steps:
                raise Http404
            steps[step](transfer=found, answer=typed["words"], **who)
    except TransferRefused as refused:
        form.refuse(refused.code)
        found.refresh_from_db()
        return None
    messages.success(request, gettext(_DONE[step]) % {"name": found.person.name})
    return redirect("supervision:transfers")


def _receives(user: User, transfer: Transfer) -> bool:
    if not user.may("supervision.answer_transfer"):
        return False
    region = places.find_region(user, transfer.to_unit.region.code, on=timezone.localdate())
    return region is not None


def _only_team(unit: DeliveryUnit) -> int | None:
    teams = list(Team.objects.filter(delivery_unit=unit).values_list("pk", flat=True)[:2])
    return teams[0] if len(teams) == 1 else None


def _csv(rows: list[Transfer]) -> HttpResponse:
    header = [
        gettext("CRN"), gettext("Name"), gettext("State"), gettext("From"), gettext("To"), gettext("Why"),
        gettext("Offered on"), gettext("Wanted on"), gettext("Moves on"), gettext("Answered on"),
    ]  # fmt: skip
    lines = csv_lines(
        header,
        (
            [
                one.person.crn, one.person.name, gettext(TRANSFER_STATE.label(one.state)), shown.place_name(one.from_unit),
                shown.place_name(one.to_unit), gettext(OFFICER_REASON.label(one.reason)), one.offered_on, one.wanted_on,
                one.moves_on, one.answered_on,
            ]
            for one in rows
        ),
    )  # fmt: skip
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="transfers.csv"'
    return response
