"""The letter to a bidder on paper, tagged, in English or Welsh; the same bytes for the same letter."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst
from babel.dates import format_date
from django.utils.translation import gettext, override

from throughcare.commissioning.rules.feedback import Feedback, LotFeedback

LOCALES = {"en": "en_GB", "cy": "cy"}
LANGUAGES = {"en": "en-gb", "cy": "cy"}


def result_pdf(told: Feedback, *, sent_at: datetime, language: str, signing: date | None = None) -> bytes:
    """The PDF (PDF/UA-1) in the language ``en`` or ``cy``; ``signing`` is the first day on which contracts may be signed."""
    with override(LANGUAGES[language]):
        data = _data(told, sent_at, language, signing)
    made: bytes = typst.compile(
        _layout(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}, ignore_system_fonts=True,
        pdf_standards=["ua-1"], timestamp=int(sent_at.timestamp()),
    )  # fmt: skip
    return made


def _data(told: Feedback, sent_at: datetime, language: str, signing: date | None) -> dict[str, Any]:
    sent = format_date(sent_at, "d MMMM y", locale=LOCALES[language])
    closing = gettext("Other bidders are not named, and what they offered is not shown.")
    if signing is not None:
        until = gettext(
            "No contract is signed before %(day)s. If something went wrong, tell the commissioner before then."
        )
        closing = f"{until % {'day': format_date(signing, 'd MMMM y', locale=LOCALES[language])}} {closing}"
    return {
        "language": language, "title": gettext("Your result"), "competition": told.competition, "bidder": told.bidder,
        "sent": gettext("Sent on %(day)s") % {"day": sent},
        "left_out": f"{gettext('Your bid, or a part of it, was left out of the evaluation:')} {gettext(told.left_out)}"
        if told.left_out else "",
        "lots": [{"title": lot.title, "lines": _lines(lot)} for lot in told.lots],
        "answers_title": gettext("Your answers"),
        "answers": [
            {"question": each.question, "score": _score(each.score, told.top, each.winners), "reasons": each.reasons}
            for each in told.answers
        ],
        "close": closing,
    }  # fmt: skip


def _lines(lot: LotFeedback) -> list[str]:
    if lot.won:
        lines = [gettext("You won this lot")]
    elif lot.winner:
        lines = [gettext("Won by %(name)s") % {"name": lot.winner}]
    else:
        lines = [gettext("Nobody was given this lot"), lot.no_award]
    if lot.total is not None:
        lines.append(gettext("Your rank: %(rank)s of %(bids)s") % {"rank": lot.rank, "bids": lot.bids})
        lines.append(
            f"{gettext('Yours')}: {gettext('Price score')} {lot.price_score:.2f}; {gettext('Together')} {lot.total:.2f}"
        )
    if lot.winner and not lot.won and lot.winner_total is not None and lot.winner_price_score is not None:
        name = gettext("The winner’s: %(name)s") % {"name": lot.winner}
        lines.append(
            f"{name}: {gettext('Price score')} {lot.winner_price_score:.2f}; {gettext('Together')} {lot.winner_total:.2f}"
        )
    return [line for line in lines if line]


def _score(score: float | None, top: float, winners: dict[str, float]) -> str:
    own = gettext("Your score: %(score)s of %(top)s") % {
        "score": "–" if score is None else f"{score:g}",
        "top": f"{top:g}",
    }
    return "; ".join([own, *(f"{name}: {each:g}" for name, each in winners.items())])


@cache
def _layout() -> bytes:
    return files("throughcare.commissioning.documents").joinpath("result.typ").read_bytes()
