"""What becomes of a statement of need: each body agrees to its share, then it is agreed, used, met or withdrawn."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from throughcare.accounts.models import User
from throughcare.commissioning.commands.needs import draft_of, locked_need, tell
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.models import Need, NeedParty
from throughcare.commissioning.queries.need_checks import blocks_of, shares_of
from throughcare.commissioning.queries.ocds_need import need_release
from throughcare.commissioning.rules.need_blocks import NeedRefused, refuse
from throughcare.commissioning.rules.states import NEED
from throughcare.kernel.transitions import NotAllowed


@transaction.atomic
def agree_share(*, party: NeedParty, name: str, post: str, agreed_on: date, by: User, at: datetime) -> NeedParty:
    """Write down who agreed for a body to its share, in whose post, on which day. Raises ``NeedRefused``."""
    stored = draft_of(party.need, by)
    on = timezone.localdate(at)
    if not name.strip() or not post.strip():
        raise refuse("no-name")
    if agreed_on > on:
        raise refuse("agreed-later")
    if not shares_of(stored, on=on).value.right:
        raise refuse("shares-not-right")
    kept = NeedParty.objects.select_for_update(of=("self",)).get(pk=party.pk, need=stored)
    kept.agreed_name, kept.agreed_post, kept.agreed_on, kept.agreed_recorded_by = (
        name.strip(),
        post.strip(),
        agreed_on,
        by,
    )
    kept.save(update_fields=["agreed_name", "agreed_post", "agreed_on", "agreed_recorded_by"])
    tell("agree_need_share", stored, "parties", by, at, party=kept.pk, body=kept.name, name=kept.agreed_name,
        post=kept.agreed_post, agreed_on=agreed_on)  # fmt: skip
    return kept


@transaction.atomic
def agree_need(*, need: Need, by: User, at: datetime) -> Need:
    """Freeze the need once everybody agreed to their share. Raises ``NeedRefused`` with all that stands in the way."""
    stored = draft_of(need, by)
    if found := blocks_of(stored, on=timezone.localdate(at)):
        raise NeedRefused([each.reason for each in found])
    stored.state, stored.agreed_by, stored.agreed_at = NEED.next(stored.state, "agree"), by, at
    stored.save(update_fields=["state", "agreed_by", "agreed_at"])
    tell("agree_need", stored, stored.state, by, at)
    return stored


@transaction.atomic
def publish_need(*, need: Need, by: User, at: datetime) -> Need:
    """Publish an agreed need as planning; from then on each of its steps is published too. Raises ``NeedRefused``."""
    stored = locked_need(need, by)
    if stored.state not in ("agreed", "in-use"):
        raise refuse("not-agreed-yet" if stored.state == "draft" else "wrong-state")
    if stored.published_at is not None:
        raise refuse("published-already")
    stored.published_at = at
    stored.save(update_fields=["published_at"])
    publish(release=need_release(stored, tag="planning", at=at), by=by)
    tell("publish_need", stored, "published", by, at)
    return stored


@transaction.atomic
def use_need(*, need: Need, by: User, at: datetime) -> Need:
    """Take an agreed need into use; one in use already stays as it is. Raises ``NeedRefused``."""
    stored = locked_need(need, by)
    if stored.state == "in-use":
        return stored
    if stored.state != "agreed":
        raise refuse("not-agreed")
    stored.state, stored.first_used_at = NEED.next(stored.state, "use"), at
    stored.save(update_fields=["state", "first_used_at"])
    _publish_again(stored, by, at)
    tell("use_need", stored, stored.state, by, at)
    return stored


@transaction.atomic
def meet_need(*, need: Need, why: str, by: User, at: datetime) -> Need:
    """Say that it is met, and by what. Raises ``NeedRefused``."""
    return _end(need, "meet", why, by, at)


@transaction.atomic
def withdraw_need(*, need: Need, why: str, by: User, at: datetime) -> Need:
    """Withdraw it, with a reason. Raises ``NeedRefused``."""
    return _end(need, "withdraw", why, by, at)


def _end(need: Need, verb: str, why: str, by: User, at: datetime) -> Need:
    stored = locked_need(need, by)
    if not why.strip():
        raise refuse("no-reason")
    try:
        stored.state = NEED.next(stored.state, verb)
    except NotAllowed as fault:
        raise refuse("wrong-state") from fault
    stored.ended_at, stored.ended_why = at, why.strip()
    stored.save(update_fields=["state", "ended_at", "ended_why"])
    _publish_again(stored, by, at)
    tell(f"{verb}_need", stored, stored.state, by, at, why=stored.ended_why)
    return stored


def _publish_again(stored: Need, by: User, at: datetime) -> None:
    """Say how a need stands that is public."""
    if stored.published_at is not None:
        publish(release=need_release(stored, tag="planningUpdate", at=at), by=by)
