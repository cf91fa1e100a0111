"""Identifiers of organisations: one way of writing each, so that the same identifier is the same organisation.

Whoever types a charity number adds spaces, small letters or zeros; stored is one form, and the database keeps it for one
organisation. A number of the wrong form, or with wrong check digits, is refused. That a number has the right form does not
say that the register holds it: a person verifies that. Forms: ``parameters/identifier-schemes.yaml`` (org-id.guide).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.organisations.rules.codes import LOCAL, SCHEME
from throughcare.policy.book import DatedPolicy, Family, load_family

NAME, RULE_SET, FAMILY = "organisation-identifier", "org-id", "identifier-schemes"
Scheme = Literal[
    "GB-CHC", "GB-COH", "GB-SC", "GB-NIC", "GB-MPR", "GB-GOR", "GB-LAE", "GB-NHS", "GB-UKPRN", "GB-SHPE", "XI-LEI", "LOCAL"
]  # fmt: skip


@dataclass(frozen=True)
class TypedIdentifier:
    """An identifier as somebody typed it: the register (``scheme``) and the number in it.

    ``on`` selects the forms. ``reason`` says why no register lists the organisation: the local scheme needs one.
    """

    on: date
    scheme: Scheme
    number: str
    reason: str = ""


@dataclass(frozen=True)
class Identifier:
    """``number`` is as it is stored, ``identifier`` as other systems write it, None where the number is refused."""

    valid: bool
    scheme: Scheme
    number: str
    identifier: str | None


@dataclass(frozen=True)
class SchemeForm:
    """How the numbers of one register are written."""

    pattern: re.Pattern[str]
    use: PolicyUse
    width: int = 0
    prefix: str = ""
    drop: str = ""
    drops_zeros: bool = False
    check: str = ""


_TIDIED = mark("Spaces were taken out and letters made capital: {number}.")
_SCHEME_TAKEN_OFF = mark("The name of the register stood in front and was taken off: {number}.")
_LETTERS = mark("The letters of the register were put right: {number}.")
_ZEROS = mark("Zeros on the left were put right: {number}.")
_FORM = mark("A number of this register has {form}.")
_CHECK = mark("The check digits were worked out again: the remainder must be 1.")
_REASONS = {
    "accepted": mark("The number has the form of its register and is stored as {identifier}."),
    "empty": mark("There is no number."),
    "wrong-form": mark("This is not a number of this register: {form}."),
    "other-register": mark("The number is written as one of another register: {other}."),
    "wrong-check-digits": mark("The check digits do not fit: a character is wrong or two are swapped."),
    "reason-missing": mark("An organisation that no register lists needs a reason why."),
}


def decide_identifier(case: TypedIdentifier, *, form: SchemeForm) -> Decision[Identifier]:
    """The identifier in its one form, or why it is refused."""
    number, steps, other = _one_form(case, form)
    code = _fault(case, number, other, form)
    if number:
        steps.append(Step("form", Words(_FORM, {"form": Words(_form_of(case.scheme))}), not code, True))
    if form.check and code in ("", "wrong-check-digits"):
        steps.append(Step("check-digits", Words(_CHECK), _remainder(number), True))
    identifier = None if code else f"{case.scheme}-{number}"
    values = {"identifier": identifier, "form": Words(_form_of(case.scheme)), "other": other}
    words = Words(_REASONS[code or "accepted"], values)
    value = Identifier(not code, case.scheme, number, identifier)
    return Decision(NAME, RULE_SET, value, Reason(code or "accepted", words), tuple(steps), (form.use,))


def _one_form(case: TypedIdentifier, form: SchemeForm) -> tuple[str, list[Step], str]:
    """The number written in one way, what was done to it, and the other register that it names."""
    steps: list[Step] = []

    def note(code: str, template: str, before: str, after: str) -> str:
        if after != before:
            steps.append(Step(code, Words(template, {"number": after}), after))
        return after

    number = note("tidied", _TIDIED, case.number, _tidied(case.number))
    named = next((entry.code for entry in SCHEME if number.startswith(f"{entry.code}-")), case.scheme)
    if named != case.scheme:
        return number, steps, named
    number = note("scheme", _SCHEME_TAKEN_OFF, number, number.removeprefix(f"{case.scheme}-"))
    if _is_digits(number.removeprefix(form.drop)):
        number = note("letters", _LETTERS, number, number.removeprefix(form.drop))
    if form.prefix and _is_digits(number):
        number = note("letters", _LETTERS, number, form.prefix + number)
    return note("zeros", _ZEROS, number, _zeros(number, form)), steps, ""


def _tidied(typed: str) -> str:
    """Without spaces and marks that cannot be seen, digits and capital letters in their plain form."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(each for each in plain if not each.isspace() and unicodedata.category(each) != "Cf").upper()


def _zeros(number: str, form: SchemeForm) -> str:
    if form.drops_zeros and re.fullmatch(r"0+[1-9][0-9]*[A-Z]?", number):
        return number.lstrip("0")
    parts = re.fullmatch(r"([A-Z]*)([0-9]+)", number) if form.width else None
    if parts is None or len(number) >= form.width:
        return number
    return parts[1] + parts[2].zfill(form.width - len(parts[1]))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _fault(case: TypedIdentifier, number: str, other: str, form: SchemeForm) -> str:
    if other:
        return "other-register"
    if not number:
        return "empty"
    if not form.pattern.fullmatch(number) or set(number) == {"0"}:
        return "wrong-form"
    if form.check and _remainder(number) != 1:
        return "wrong-check-digits"
    if case.scheme == LOCAL and not case.reason.strip():
        return "reason-missing"
    return ""


def _remainder(number: str) -> int:
    """ISO/IEC 7064, MOD 97-10: letters count from A = 10; a number with right check digits leaves 1."""
    return int("".join(str(int(each, 36)) for each in number)) % 97


def _form_of(scheme: str) -> str:
    return str(SCHEME[scheme].facts["form"])


@cache
def scheme_forms() -> DatedPolicy[dict[str, SchemeForm]]:
    """The forms of all registers by day."""
    return DatedPolicy(load_family("throughcare.organisations", FAMILY), _build)


def _build(family: Family, day: date) -> dict[str, SchemeForm]:
    return {entry.code: _form(family[entry.code].use(day)) for entry in SCHEME}


def _form(use: PolicyUse) -> SchemeForm:
    row = use.value
    return SchemeForm(
        pattern=re.compile(row["pattern"]),
        use=use,
        width=row.get("width", 0),
        prefix=row.get("prefix", ""),
        drop=row.get("drop", ""),
        drops_zeros=row.get("zeros") == "dropped",
        check=row.get("check", ""),
    )


def identify(case: TypedIdentifier) -> Decision[Identifier]:
    """The rule with the forms of the day; raises ``NoPolicyInForce``."""
    return decide_identifier(case, form=scheme_forms().on(case.on)[case.scheme])


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Identifier of an organisation"),
    case=TypedIdentifier,
    value=Identifier,
    decide=identify,
    parameters=(FAMILY,),
    source="org-id.guide, lists of identifiers; ISO 17442-1:2020 for legal entity identifiers",
    default=True,
)
