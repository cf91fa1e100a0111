"""Work of the accounts context that runs by itself."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from procrastinate.contrib.django import app

from throughcare.accounts.acting import acting_by_itself
from throughcare.accounts.commands.answers import forget_old_answers
from throughcare.accounts.commands.attempts import forget_old_attempts
from throughcare.accounts.commands.drafts import forget_old_drafts


@app.periodic(cron="23 * * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="accounts.forget_answers")  # type: ignore[untyped-decorator]
def forget_answers(timestamp: int) -> None:  # noqa: ARG001
    """Every hour: forget the answers of the API that were kept long enough."""
    with acting_by_itself(why="forget answers of the API"):
        forget_old_answers(at=timezone.now())


@app.periodic(cron="20 2 * * *")  # type: ignore[untyped-decorator]
@app.task(queueing_lock="accounts.forget")  # type: ignore[untyped-decorator]
def forget_what_has_ended(timestamp: int) -> None:  # noqa: ARG001
    """Every night: forget counters of attempts whose span has passed, sessions that have ended, and old drafts."""
    forget_old_attempts(at=timezone.now())
    with acting_by_itself(why="forget drafts"):
        forget_old_drafts(at=timezone.now())
    SessionStore.clear_expired()
