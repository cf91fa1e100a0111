"""Limiting attempts on a form: said on the form, with when to try again, and answered with 429."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from throughcare.accounts.commands.attempts import TooManyAttempts, count_attempt
from throughcare.accounts.web.sessions import address_of


def may_try(request: HttpRequest, form: forms.Form, username: str, *, log: Callable[[str], None]) -> bool:
    """Count the attempt; when there were too many, say on the form when to try again, and ``log`` the act's name."""
    try:
        count_attempt(username=username, address=address_of(request), at=timezone.now())
    except TooManyAttempts as limit:
        log("accounts.too_many_attempts")
        sentence = _("There were too many attempts. Try again after %(time)s")
        form.add_error(None, forms.ValidationError(sentence, "limit", {"time": _minute_after(limit.until)}))
        return False
    return True


def status_of(form: forms.Form) -> int:
    """429 when the form says that there were too many attempts, else 200."""
    limited = form.is_bound and any(error.code == "limit" for error in form.non_field_errors().as_data())
    return 429 if limited else 200


def _minute_after(until: datetime) -> str:
    return timezone.localtime(until + timedelta(minutes=1)).strftime("%H:%M")
