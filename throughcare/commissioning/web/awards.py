"""The award of a competition: prices and what is asked about them, the proposal, the decision, the standstill."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from throughcare.accounts.web.access import requires, signed_in
from throughcare.commissioning.commands import awards as commands
from throughcare.commissioning.commands import challenges, no_awards
from throughcare.commissioning.commands.award_contracts import draft_contracts
from throughcare.commissioning.models import (
    AwardChallenge,
    AwardDecision,
    AwardProposal,
    Competition,
    CompetitionLot,
    Contract,
)
from throughcare.commissioning.planning.award_proposal import propose as planned
from throughcare.commissioning.queries.awards import (
    awards_of,
    bidder_names,
    challenges_of,
    latest_proposal,
    no_awards_of,
    price_blocks,
    standing_decision,
    standstill_of,
    supplier_names,
)
from throughcare.commissioning.queries.bid_prices import lot_prices, prices_opened, rejections_of
from throughcare.commissioning.queries.direct_awards import direct_awards_of
from throughcare.commissioning.queries.evaluators import bidders_of
from throughcare.commissioning.queries.feedback import feedback_due
from throughcare.commissioning.web import evaluation_words
from throughcare.commissioning.web.direct_awards import lots_again
from throughcare.commissioning.web.evaluation_forms import ChallengeForm, NoAwardForm, WordsForm
from throughcare.commissioning.web.evaluation_pages import find, sent, tried

_PUBLISHED = _("Why, in words that are published")
SHOWN = ("moderated", "award-recommended", "award-approved", "standstill", "concluded")


@requires("commissioning.oversee")
@require_safe
def award(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about the award, as far as it has come."""
    return _page(request, find(request, reference))


@requires("commissioning.award")
@require_POST
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """Work out the award of all lots, and keep it as a proposal."""
    competition = find(request, reference)

    def keep(given: dict[str, Any]) -> AwardProposal:
        asked, found, why = planned(competition, on=timezone.localdate(given["at"]))
        return commands.keep_proposal(competition=competition, given=asked, award=found, explanation=why, **given)

    return tried(request, keep, to="award", reference=reference)


@requires("commissioning.award")
@require_POST
def end_lot(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """End a lot without an award."""
    lot = get_object_or_404(CompetitionLot, competition__reference=reference, number=number)
    form = NoAwardForm(request.POST, label=_PUBLISHED, key=f"lot-{number}")
    answer = sent(
        request,
        form,
        lambda given: no_awards.end_lot(lot=lot, **form.cleaned_data, **given),
        to="award",
        reference=reference,
    )
    return answer or _page(request, find(request, reference), lot=lot, end=form)


@requires("commissioning.award")
@require_POST
def nothing(request: HttpRequest, reference: str) -> HttpResponse:
    """End the competition without any award."""
    competition = find(request, reference)
    return tried(
        request,
        lambda given: no_awards.award_nothing(competition=competition, **given),
        to="award",
        reference=reference,
    )


@requires("commissioning.award")
@require_POST
def recommend(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Put the proposal to a director."""
    proposal = get_object_or_404(AwardProposal, pk=key, competition__reference=reference)
    form = WordsForm(request.POST, label=_PUBLISHED, key="recommend")
    answer = sent(
        request, form, lambda given: commands.recommend_award(proposal=proposal, **form.cleaned_data, **given),
        to="award", reference=reference,
    )  # fmt: skip
    return answer or _page(request, find(request, reference), recommend=form)


@requires("commissioning.oversee")
@require_POST
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve what was recommended."""
    decision = _decision(reference)
    return tried(
        request, lambda given: commands.approve_award(decision=decision, **given), to="award", reference=reference
    )


@requires("commissioning.oversee")
@require_POST
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Send it back with why."""
    decision, form = _decision(reference), WordsForm(request.POST, label=_("Why it goes back"), key="back")
    answer = sent(
        request, form, lambda given: commands.send_award_back(decision=decision, why=form.cleaned_data["words"], **given),
        to="award", reference=reference,
    )  # fmt: skip
    return answer or _page(request, find(request, reference), send_back=form)


@requires("commissioning.award")
@require_POST
def publish(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish what was approved."""
    decision = _decision(reference)
    return tried(
        request, lambda given: commands.publish_award(decision=decision, **given), to="award", reference=reference
    )


@requires("commissioning.award")
@require_POST
def challenge(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a challenge."""
    decision = _decision(reference)
    form = ChallengeForm(
        request.POST, label=_("What it is about"), key="challenge", bidders=bidders_of(decision.competition)
    )
    answer = sent(
        request, form,
        lambda given: challenges.record_challenge(
            decision=decision, supplier=form.cleaned_data["supplier"], received_on=form.cleaned_data["received_on"],
            about=form.cleaned_data["words"], **given,
        ),
        to="award", reference=reference,
    )  # fmt: skip
    return answer or _page(request, find(request, reference), challenge=form)


@requires("commissioning.award")
@require_POST
def settle(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    """Say how a challenge ended."""
    raised = get_object_or_404(AwardChallenge, pk=key, decision__competition__reference=reference)
    form = WordsForm(request.POST, label=_("How it ended"), key=f"settle-{key}")
    answer = sent(
        request, form,
        lambda given: challenges.settle_challenge(challenge=raised, outcome=form.cleaned_data["words"], **given),
        to="award", reference=reference,
    )  # fmt: skip
    return answer or _page(request, find(request, reference), settle=form)


@requires("commissioning.award")
@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the award back during the standstill."""
    decision, form = _decision(reference), WordsForm(request.POST, label=_("Why it is taken back"), key="undo")
    answer = sent(
        request, form, lambda given: challenges.take_award_back(decision=decision, why=form.cleaned_data["words"], **given),
        to="award", reference=reference,
    )  # fmt: skip
    return answer or _page(request, find(request, reference), take_back=form)


@requires("commissioning.award")
@require_POST
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Draft the contracts of what was won."""
    competition = find(request, reference)
    return tried(
        request, lambda given: draft_contracts(competition=competition, **given), to="award", reference=reference
    )


@requires("commissioning.award")
@require_POST
def conclude(request: HttpRequest, reference: str) -> HttpResponse:
    """End the competition once the standstill is over."""
    competition = find(request, reference)
    return tried(
        request,
        lambda given: commands.conclude_award(competition=competition, **given),
        to="award",
        reference=reference,
    )


def _decision(reference: str) -> AwardDecision:
    return get_object_or_404(
        AwardDecision.objects.select_related("competition"),
        competition__reference=reference,
        sent_back_at=None,
        undone_at=None,
    )


def _page(
    request: HttpRequest, competition: Competition, *, lot: CompetitionLot | None = None, **given: forms.Form
) -> HttpResponse:
    """The page with the form that was sent and refused; ``lot`` is the lot it is about."""
    by, on = signed_in(request), timezone.localdate()
    decision, shown = standing_decision(competition), competition.state in SHOWN
    proposal = latest_proposal(competition)
    ended = no_awards_of(competition)
    bidders = bidders_of(competition)
    context: dict[str, Any] = {
        "competition": competition, "words": evaluation_words, "decision": decision,
        "lots": [(each, ended.get(each.pk), _ending(each, lot, given)) for each in competition.lots.all()],
        "lot_names": {
            each.key: gettext("Lot %(number)s: %(title)s") % {"number": each.number, "title": each.title}
            for each in competition.lots.all()
        },
        "unended": [
            each for each in competition.lots.all() if proposal and each.key in proposal.award.open and each.pk not in ended
        ],
        "prices_open": shown and prices_opened(competition),
        "prices": lot_prices(competition) if shown else [],
        "rejections": rejections_of(competition) if shown else [],
        "names": bidder_names(competition),
        "blocks": [each.words for each in price_blocks(competition)] if competition.state == "moderated" else [],
        "proposal": proposal,
        "supplier_names": supplier_names(proposal.round) if proposal else {},
        "awards": awards_of(competition), "direct": direct_awards_of(competition),
        "again": lots_again(competition) if competition.state in ("concluded", "no-award") else [],
        "rounds": list(competition.rounds.all()),
        "contracts": {each.award_key: each for each in Contract.objects.filter(competition=competition)},
        "letters": feedback_due(decision, on=on) if decision else None,
        "standstill": standstill_of(competition, decision, on=on) if decision and decision.published_at else None,
        "challenges": [
            (each, WordsForm(label=_("How it ended"), key=f"settle-{each.pk}"))
            for each in (challenges_of(decision) if decision else [])
        ],
        "recommend": given.get("recommend") or WordsForm(label=_PUBLISHED, key="recommend", rows=5),
        "send_back": given.get("send_back") or WordsForm(label=_("Why it goes back"), key="back"),
        "challenge": given.get("challenge") or ChallengeForm(label=_("What it is about"), key="challenge", bidders=bidders),
        "take_back": given.get("take_back") or WordsForm(label=_("Why it is taken back"), key="undo"),
        "buys": by.may("commissioning.award"), "directs": by.role == "director",
        "endable": competition.state in no_awards.ENDING,
    }  # fmt: skip
    if given:
        context["form"] = next(iter(given.values()))
    return render(request, "commissioning/award.html", context)


def _ending(each: CompetitionLot, lot: CompetitionLot | None, given: dict[str, forms.Form]) -> forms.Form:
    if lot is not None and lot.pk == each.pk:
        return given["end"]
    return NoAwardForm(label=_PUBLISHED, key=f"lot-{each.number}")
