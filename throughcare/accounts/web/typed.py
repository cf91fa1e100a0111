"""What a form sent, kept for whom the form was drawn for, whatever became of the request.

A form that loses nothing carries a signed mark: whose it is and at which address. Nobody can make one for somebody else, so
what comes with it may be kept for that user even when nobody is signed in any more. Only they see it, once signed in.
"""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.accounts.commands.drafts import DraftTooLong, keep_draft
from throughcare.accounts.models import User

MARK, ACTION = "typed_by", "draft"
_SALT = "throughcare.draft"
_NOT_KEPT = ("csrfmiddlewaretoken", MARK, ACTION)
_GOOD_FOR = 3 * 24 * 60 * 60


def mark_of(user: User, form: str) -> str:
    """The mark of a form at an address, drawn for ``user``."""
    return signing.dumps([user.pk, form], salt=_SALT)


def read_mark(sent: QueryDict) -> tuple[int, str] | None:
    """The number of the user and the address in a mark that was sent; None where there is none that is good."""
    try:
        number, form = signing.loads(sent.get(MARK, ""), salt=_SALT, max_age=_GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(number), str(form)


def rescue_typed(request: HttpRequest) -> str | None:
    """Keep what a form sent although it cannot be saved now; the form's address, None where there was nothing to keep.

    In a transaction of its own, as the user for whom the form was drawn.
    """
    marked = read_mark(request.POST) if request.method == "POST" else None
    if marked is None or marked[1] != request.path:
        return None
    user = User.objects.filter(pk=marked[0], is_active=True).first()
    if user is None:
        return None
    try:
        with acting(user, why="keep a draft"):
            keep_draft(user=user, form=marked[1], typed=fields_of(request.POST), at=timezone.now())
    except DraftTooLong:
        return None
    return marked[1]


def fields_of(sent: QueryDict) -> dict[str, list[str]]:
    """The fields that a draft keeps of what was sent."""
    return {name: [str(value) for value in values] for name, values in sent.lists() if name not in _NOT_KEPT}
