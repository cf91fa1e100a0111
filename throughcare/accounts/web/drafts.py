"""Forms that lose nothing: what is typed comes back after a failed save, a session that ended, a closed window.

A view is wrapped in ``keeps_what_is_typed`` and its template draws ``draft_fields`` inside the form. The form then carries a
signed mark of whom it was drawn for. Whatever becomes of the request, what was sent with that mark is kept for that user.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from throughcare.accounts.commands.drafts import DraftTooLong, drop_draft, keep_draft
from throughcare.accounts.models import Draft, User
from throughcare.accounts.web.access import requires, signed_in
from throughcare.accounts.web.typed import ACTION, fields_of, mark_of, read_mark

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Typed:
    """What a form needs to keep what is typed: its mark, and the draft it was filled from (None: an empty form)."""

    mark: str
    form: str
    kept_at: datetime | None
    fields: Mapping[str, list[str]]

    def over(self, initial: Mapping[str, Any]) -> dict[str, Any]:
        """The initial values with what was typed over them, as it was typed; a box that was not ticked is not."""
        if self.kept_at is None:
            return dict(initial)
        kept: dict[str, Any] = {name: values[-1] for name, values in self.fields.items() if values}
        unticked = {name: False for name, value in initial.items() if value is True and name not in kept}
        return {**initial, **unticked, **kept}


def keeps_what_is_typed(view: View) -> View:
    """Wrap a view with a form: its drafts are kept and discarded here, and go once the form has been saved."""

    @wraps(view)
    def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user, form = signed_in(request), request.path
        asked = request.POST.get(ACTION) if request.method == "POST" else None
        if asked == "discard":
            drop_draft(user=user, form=form)
            return redirect(request.get_full_path())
        if asked == "keep":
            _keep(request, user, form)
            return redirect(request.get_full_path())
        request.typed = _typed(request, user, form)  # type: ignore[attr-defined]
        answer = view(request, *args, **kwargs)
        if request.method == "POST" and 300 <= answer.status_code < 400:
            drop_draft(user=user, form=form)
        return answer

    return keeping  # type: ignore[return-value]


def typed_before(request: HttpRequest) -> Typed:
    """What was typed into this form before, in a view that is wrapped."""
    found: Typed = request.typed  # type: ignore[attr-defined]
    return found


@requires("site.home")
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a form while it is being typed: the page sends all of it now and then, with its mark."""
    user, marked = signed_in(request), read_mark(request.POST)
    if marked is None or marked[0] != user.pk:
        return HttpResponse(status=400)
    try:
        keep_draft(user=user, form=marked[1], typed=fields_of(request.POST), at=timezone.now())
    except DraftTooLong:
        return HttpResponse(status=413)
    return HttpResponse(status=204)


def _typed(request: HttpRequest, user: User, form: str) -> Typed:
    mark = mark_of(user, form)
    draft = Draft.objects.filter(user=user, form=form).first() if request.method == "GET" else None
    return Typed(mark, form, draft.kept_at if draft else None, draft.typed if draft else {})


def _keep(request: HttpRequest, user: User, form: str) -> None:
    try:
        keep_draft(user=user, form=form, typed=fields_of(request.POST), at=timezone.now())
        messages.success(request, _("Kept as a draft. It is not saved on the record yet."))
    except DraftTooLong:
        messages.error(request, _("That is too long to keep as a draft."))
