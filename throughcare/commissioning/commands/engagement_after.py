"""A market-engagement event that is over: who came, what was said and what follows from it, for everybody to read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from throughcare.accounts.models import User
from throughcare.commissioning.commands.engagement_news import tell_engaged
from throughcare.commissioning.commands.engagements import locked, moved, say
from throughcare.commissioning.commands.publication import publish
from throughcare.commissioning.models import Engagement, EngagementReply
from throughcare.commissioning.queries.ocds_engagement import engagement_release
from throughcare.commissioning.rules.engagement_blocks import refusal


@transaction.atomic
def hold_engagement(
    *, engagement: Engagement, came: Iterable[EngagementReply], people: int, others: int, by: User, at: datetime
) -> None:
    """Record who of those who said so came, how many ``others`` (organisations) came, and how many people in all.

    It is published with the notes. Raises ``EngagementRefused`` before the event is over.
    """
    stored = locked(engagement, by)
    stored.state = moved(stored, "hold")
    if at < stored.ends_at:
        raise refusal("not-over")
    here = {each.pk for each in came}
    standing = EngagementReply.objects.filter(engagement=stored, withdrawn_at=None)
    standing.filter(pk__in=here).update(came=True)
    standing.exclude(pk__in=here).update(came=False)
    stored.organisations_came = standing.filter(came=True).count() + others
    stored.people_came = max(people, stored.organisations_came)
    stored.save(update_fields=["state", "organisations_came", "people_came"])
    publish(release=engagement_release(stored, tag="planningUpdate", at=at), by=by)
    say(stored, "hold_engagement", "held", by, at, organisations=stored.organisations_came, people=stored.people_came)


@transaction.atomic
def publish_notes(*, engagement: Engagement, said: str, follows: str, by: User, at: datetime) -> None:
    """Publish what was said and what follows from it, or put it right; everybody who was invited or came is told.

    Raises ``EngagementRefused``.
    """
    stored = locked(engagement, by)
    first = stored.state == "held"
    stored.state = moved(stored, "report" if first else "correct")
    if not (said.strip() and follows.strip()):
        raise refusal("no-notes")
    before = None if first else {"said": stored.notes_said, "follows": stored.notes_follows}
    stored.notes_said, stored.notes_follows, stored.notes_at = said.strip(), follows.strip(), at
    stored.save(update_fields=["state", "notes_said", "notes_follows", "notes_at"])
    publish(release=engagement_release(stored, tag="planningUpdate", at=at), by=by)
    key = f"notes-{at:%Y%m%d%H%M%S}"
    tell_engaged(engagement=stored, template="engagement-notes", key=key, by=by, at=at)
    say(
        stored, "publish_notes", "reported", by, at, said=stored.notes_said, follows=stored.notes_follows, before=before
    )
