"""Whether suppliers are asked in plain words: reading age, words to avoid, and what a good answer holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from msgspec import Struct

from throughcare.commissioning.rules.check_policy import LANGUAGE, language
from throughcare.commissioning.rules.reading import Language, grade_of, language_of, measured, words_of
from throughcare.commissioning.rules.trail import ImpossibleCase, Trail, rounded
from throughcare.kernel.decision import Decision, mark
from throughcare.kernel.rulebook import Rule

NAME, RULE_SET = "plain-language", "competition-checks"
Kind = Literal["question", "specification", "condition"]
Finding = Literal["reading-age", "word-to-avoid", "abbreviation", "no-good-answer"]
_ABBREVIATION = re.compile(r"(?<![\w&-])[A-Z]{2,6}s?(?![\w&-])")


class Passage(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text that suppliers read. ``good_answer`` is asked of a question that is answered in words."""

    code: str
    text: str
    kind: Kind = "question"
    good_answer: str = ""
    answered_in_words: bool = True


class PlainCase(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Texts before they are published. Where ``language`` is null, each text tells its language by its commonest words."""

    on: date
    passages: tuple[Passage, ...]
    language: Language | None = None


class PlainerWord(Struct, frozen=True, gc=False):
    """A word to avoid as the list has it, and the plain word."""

    word: str
    plain: str


class Reading(Struct, frozen=True, gc=False):
    """One text. Grade and age are null in Welsh, for which no measure is confirmed, and for a text without words."""

    code: str
    language: Language
    words: int
    grade: float | None
    reading_age: float | None
    to_avoid: tuple[PlainerWord, ...]
    abbreviations: tuple[str, ...]
    findings: tuple[Finding, ...]


class PlainLanguage(Struct, frozen=True, gc=False):
    """``allowed`` is false only where a finding blocks; ``oldest`` is the highest reading age."""

    allowed: bool
    warns: bool
    oldest: float | None
    readings: tuple[Reading, ...]


_REASONS = {
    "plain": mark("Every text is in plain words."),
    "warned": mark("Texts that could be plainer: {count}. They can be published like this."),
    "blocked": mark("Texts to write anew in plain words: {count}."),
    "nothing": mark("There is no text to look at."),
}
_FINDINGS: Mapping[Finding, str] = {
    "reading-age": mark("{code}: a reading age of at most {most} is wanted. Use shorter sentences and shorter words."),
    "word-to-avoid": mark("{code}: say “{plain}” instead of “{word}”."),
    "abbreviation": mark("{code}: say what {word} stands for."),
    "no-good-answer": mark("{code}: it does not say what a good answer holds."),
}  # fmt: skip
_AGE = mark("{code}: reading age {age}.")
_ROUGH = mark("{code}: reading age {age}, measured roughly on few words.")
_WELSH = mark("{code}: in Welsh, for which no measure of the reading age is confirmed; only words are looked for.")


def decide_plain_language(case: PlainCase) -> Decision[PlainLanguage]:
    """How each text reads, and what could be plainer; a house standard.

    The grade of an English text is that of Kincaid and others (1975). Raises ``ImpossibleCase`` for a text listed twice.
    """
    codes = [each.code for each in case.passages]
    if len(set(codes)) < len(codes):
        raise ImpossibleCase("a text is listed twice")
    trail = Trail(NAME, RULE_SET)
    effect = trail.use(language("effect", case.on))
    readings = tuple(_read(each, case, trail) for each in case.passages)
    found = [each for each in readings if each.findings]
    stopped = [each for each in found if any(effect[finding] == "block" for finding in each.findings)]
    ages = [each.reading_age for each in readings if each.reading_age is not None]
    value = PlainLanguage(not stopped, len(found) > len(stopped), max(ages, default=None), readings)
    code = "blocked" if stopped else "warned" if found else "plain" if readings else "nothing"
    return trail.decide(value, code, _REASONS[code], result=len(found), count=len(stopped) if stopped else len(found))


def _read(passage: Passage, case: PlainCase, trail: Trail) -> Reading:
    text = f"{passage.text}\n\n{passage.good_answer}".strip()
    spoken = case.language or language_of(text)
    grade, age = _age(passage.code, text, spoken, case.on, trail)
    most = trail.use(language("reading-age", case.on))["most"]
    avoided = tuple(_to_avoid(text, trail.use(language(_LISTS[spoken], case.on))))
    short = tuple(_unexplained(text, trail.use(language("known-abbreviations", case.on))))
    bare = passage.kind == "question" and passage.answered_in_words and not passage.good_answer.strip()
    tests: list[tuple[Finding, bool, list[dict[str, object]]]] = [
        ("reading-age", age is not None and age > most, [{"most": most}]),
        ("word-to-avoid", bool(avoided), [{"word": each.word, "plain": each.plain} for each in avoided]),
        ("abbreviation", bool(short), [{"word": each} for each in short]),
        ("no-good-answer", bare, [{}]),
    ]
    for finding, applies, said in tests:
        for values in said if applies else ():
            trail.note(finding, _FINDINGS[finding], None, decisive=True, code=passage.code, **values)
    return Reading(
        passage.code, spoken, len(words_of(text)), None if grade is None else rounded(grade, 1),
        None if age is None else rounded(age, 1), avoided, short,
        tuple(finding for finding, applies, _said in tests if applies),
    )  # fmt: skip


_LISTS: Mapping[Language, str] = {"en": "words-to-avoid", "cy": "words-to-avoid-welsh"}


def _age(code: str, text: str, spoken: Language, on: date, trail: Trail) -> tuple[Fraction | None, Fraction | None]:
    """The grade of a text and the age at which it is reached, exactly."""
    if spoken == "cy":
        trail.note("welsh", _WELSH, None, code=code)
        return None, None
    found = measured(text)
    if not found.words:
        return None, None
    terms: dict[str, Any] = trail.use(language("reading-grade", on))
    numbers = {name: Fraction(str(terms[name])) for name in ("a_sentence", "a_word", "less")}
    grade = grade_of(found, **numbers)
    age = grade + terms["age_above_grade"]
    rough = found.words < terms["rough_below_words"]
    trail.note("measured", _ROUGH if rough else _AGE, None, code=code, age=_shown(age))
    return grade, age


def _shown(age: Fraction | None) -> str:
    return "" if age is None else f"{rounded(age, 1):g}"


def _to_avoid(text: str, listed: Mapping[str, str]) -> Iterator[PlainerWord]:
    """Each word of the list that stands in the text, in large or small letters; a single word in any of its usual forms."""
    joined = " ".join(words_of(text)).lower().replace("’", "'")
    for word, plain in listed.items():
        if _pattern(word).search(joined):
            yield PlainerWord(word, plain)


@cache
def _pattern(word: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.split(r"[\s-]", word.lower())]
    one = parts[0].removesuffix("e") + "(?:e|es|ed|ing)" if word.endswith("e") else parts[0] + "(?:s|ed|ing)?"
    whole = one if len(parts) == 1 else r"[\s-]".join(parts)
    return re.compile(rf"(?<![\w-]){whole}(?![\w-])")


def _unexplained(text: str, known: list[str]) -> Iterator[str]:
    """Abbreviations in capitals that stand nowhere in brackets, nor before brackets; a line of capitals is a heading."""
    seen: set[str] = set()
    for line in text.splitlines():
        if line.isupper() and " " in line.strip():
            continue
        for found in _ABBREVIATION.findall(line):
            short = found.rstrip("s")
            if short in known or short in seen or f"({short}" in text or f"{short} (" in text or f"{short}s (" in text:
                continue
            seen.add(short)
            yield short


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Plain words in what suppliers read"),
    case=PlainCase,
    value=PlainLanguage,
    decide=decide_plain_language,
    parameters=(LANGUAGE,),
    source="House standard; Kincaid and others 1975 for the grade of an English text",
    default=True,
)
