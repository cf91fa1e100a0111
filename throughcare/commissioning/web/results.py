"""What became of a supplier's bids: the letters it was sent, each to read and to print."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from throughcare.accounts.web.access import requires
from throughcare.commissioning.documents.result import LANGUAGES, result_pdf
from throughcare.commissioning.models import FeedbackLetter
from throughcare.commissioning.queries.awards import first_signing
from throughcare.commissioning.queries.feedback import letters_sent
from throughcare.commissioning.rules.feedback import feedback_of
from throughcare.commissioning.web import evaluation_words

PAGE = 25


@requires("commissioning.results")
@require_safe
def result_list(request: HttpRequest) -> HttpResponse:
    """Every letter that the reader may read, the latest first."""
    rows = Paginator(letters_sent(), PAGE).get_page(request.GET.get("page"))
    return render(request, "commissioning/results.html", {"list_page": rows})


@requires("commissioning.results")
@require_safe
def result(request: HttpRequest, key: int) -> HttpResponse:
    """One letter: own scores and reasons, rank, and what the winner scored."""
    letter = get_object_or_404(letters_sent(), pk=key)
    context = {
        "letter": letter, "told": feedback_of(letter.content), "words": evaluation_words, "on": timezone.localdate(),
        "first_signing": _first_signing(letter),
    }  # fmt: skip
    return render(request, "commissioning/result.html", context)


@requires("commissioning.results")
@require_safe
def pdf(request: HttpRequest, key: int) -> HttpResponse:  # noqa: ARG001
    """The same on paper, in the reader's language."""
    letter = get_object_or_404(letters_sent(), pk=key)
    language = (get_language() or "en")[:2]
    assert letter.sent_at is not None
    told = feedback_of(letter.content)
    made = result_pdf(
        told, sent_at=letter.sent_at, signing=_first_signing(letter),
        language=language if language in LANGUAGES else "en",
    )  # fmt: skip
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="result-{letter.pk}.pdf"'
    return response


def _first_signing(letter: FeedbackLetter) -> date | None:
    """The first day on which contracts of the award may be signed; None without an award, or where it was taken back."""
    decision = letter.decision
    return first_signing(decision) if decision and decision.published_at and not decision.undone_at else None
