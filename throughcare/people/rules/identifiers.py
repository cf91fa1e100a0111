"""The forms of the identifiers that case records carry: how each is written, checked and compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from throughcare.kernel.decision import mark as _

# The 23 letters of the check character: the letter at the remainder of the digits divided by 23.
CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"

_PNC = re.compile(r"(?P<year>\d{4}|\d{2})/?(?P<serial>\d{1,7})(?P<check>[A-Z])")
_CRO = re.compile(r"(?:SF\d{2}/?\d{1,6}|\d{1,6}/\d{2})[A-Z]")
_NOMS = re.compile(r"[A-Z]\d{4}[A-Z]{2}")
_NINO = re.compile(r"(?![DFIQUV])[A-Z](?![DFIOQUV])[A-Z]\d{6}[A-D]")
_CRN = re.compile(r"[A-Z]\d{6}")


class InvalidIdentifier(ValueError):
    """An identifier that is not of its kind's form; the text is an English sentence, marked for translation."""


def written(kind: str, value: str) -> str:
    """``value`` as that kind of identifier is written; raises ``InvalidIdentifier`` that says what is expected."""
    tidy = re.sub(r"\s+", "", value.upper())
    write = _FORMS.get(kind)
    if write is None:
        raise InvalidIdentifier(_("Choose a kind of identifier from the list"))
    return write(tidy)


def plain(value: str) -> str:
    """An identifier reduced to what is compared: capitals and digits. The database's ``people_plain`` does the same."""
    return re.sub(r"[^A-Z0-9]", "", value.upper())


def searchable(typed: str) -> tuple[str, ...]:
    """The plain forms under which what was typed may be stored, where it looks like an identifier; else nothing.

    A PNC number may be typed with two or four figures for the year and without leading zeros.
    """
    tidy = re.sub(r"\s+", "", typed.upper())
    compact = plain(tidy)
    pnc = _PNC.fullmatch(tidy)
    if pnc and _looks_like_pnc(tidy, pnc):
        years = [pnc["year"]] if len(pnc["year"]) == 4 else [f"19{pnc['year']}", f"20{pnc['year']}"]
        return (compact, *(f"{year}{pnc['serial']:0>7}{pnc['check']}" for year in years))
    if any(form.fullmatch(tidy) or form.fullmatch(compact) for form in (_CRN, _NOMS, _NINO, _CRO)):
        return (compact,)
    return ()


def _looks_like_pnc(tidy: str, match: re.Match[str]) -> bool:
    return "/" in tidy or len(match["year"] + match["serial"]) >= 9


def _pnc(tidy: str) -> str:
    match = _PNC.fullmatch(tidy)
    if not match or len(match["year"]) != 4:
        raise InvalidIdentifier(_("Enter a PNC number as year, stroke, number and letter, like 2004/0012345D"))
    serial = f"{match['serial']:0>7}"
    expected = CHECK_LETTERS[int(match["year"][2:] + serial) % 23]
    if match["check"] != expected:
        raise InvalidIdentifier(_("The last letter does not fit the other figures: check the PNC number for a mistake"))
    return f"{match['year']}/{serial}{expected}"


def _of(form: re.Pattern[str], sentence: str) -> Callable[[str], str]:
    def check(tidy: str) -> str:
        if not form.fullmatch(tidy):
            raise InvalidIdentifier(sentence)
        return tidy

    return check


_FORMS: Mapping[str, Callable[[str], str]] = {
    "PNC": _pnc,
    "CRO": _of(_CRO, _("Enter a CRO number as number, stroke, year and letter, like 123456/99A")),
    "NOMS": _of(_NOMS, _("Enter a prison number as letter, four figures and two letters, like A1234BC")),
    "NINO": _of(_NINO, _("Enter a National Insurance number as two letters, six figures and a letter, like QQ123456C")),
    "OLD-CRN": _of(_CRN, _("Enter a case reference number as a letter and six figures, like X123456")),
}
