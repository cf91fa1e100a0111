"""How hard an English text is to read: words, sentences and syllables, and the grade that follows from them.

The grade is that of Kincaid, Fishburne, Rogers and Chissom (1975). Syllables are counted by how a word is spelt, which is
one too many or too few for some words; over a whole text that hardly shows. Nothing here holds for Welsh.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

Language = Literal["en", "cy"]

_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+")
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTENED = re.compile(r"\b(?:e\.g|i\.e|etc|vs|approx|no|reg|para|mr|mrs|ms|dr|st)\.", re.IGNORECASE)
_SENTENCE_ENDS = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)")
_LINE_GOES_ON = re.compile(r"(?<![.!?:;…\n])\n(?=[a-zà-ÿ])")
_SILENT_E = re.compile(r"(?:[^aeiouyl]|[aeiouy]ll?)e$")
_SILENT_ED = re.compile(r"(?:[^aeiouytdl]|ll|[aeiouy]l)ed$")
_SILENT_ES = re.compile(r"(?:[^aeiouysxzcghl]|th|ll|[aeiouy]l)es$")
_APART = re.compile(
    r"(?<![tscgx])i[ao](?!u)|(?<![tscgx])iou|(?<![qg])u(?:a|ou)|(?<![tc])ien|iet|(?<=[a-z]{2})iers?$|[eouy]ing|eat(?:e|ion|iv)"
)
_SPELT_OTHERWISE: Mapping[str, int] = {
    "area": 3, "areas": 3, "idea": 3, "ideas": 3, "business": 2, "businesses": 3, "every": 2, "everyone": 3, "different": 3,
    "evening": 2, "something": 2, "sometimes": 2, "someone": 2, "safeguard": 2, "safeguards": 2, "safeguarding": 3,
    "treatment": 2, "treated": 2, "defeated": 3, "heating": 2, "seating": 2, "using": 2,
    "stakeholder": 3, "stakeholders": 3, "science": 2,
}  # fmt: skip
_COMMON: Mapping[Language, str] = {
    "en": " the of and to in a is that for it with as you are be this by how your what will have do or not ",
    "cy": " y yr yn a ac i o ar mae am eich sut beth bydd chi ei eu gan neu wedi sy sydd gyda hyn ein na nid ",
}


class Measured(NamedTuple):
    """What was counted in a text."""

    words: int
    sentences: int
    syllables: int


def language_of(text: str) -> Language:
    """The language, by how many of its words are among the commonest of each; English where that says nothing."""
    found = [word.lower() for word in words_of(text)]
    english, welsh = (sum(f" {word} " in _COMMON[each] for word in found) for each in ("en", "cy"))
    return "cy" if welsh > english else "en"


def words_of(text: str) -> list[str]:
    """The words of a text; an address of a page is no word."""
    return _WORD.findall(_ADDRESS.sub(" ", _plain(text)))


def measured(text: str) -> Measured:
    """Words, sentences and syllables of an English text."""
    words = words_of(text)
    return Measured(len(words), max(1, sum(1 for _each in _sentences(text))), sum(syllables(each) for each in words))


def syllables(word: str) -> int:
    """How many syllables a word has, by its spelling; a figure counts as one, capital letters as one each."""
    if word[0].isdigit():
        return 1
    if word.isupper() and 2 <= len(word) <= 5:
        return len(word)
    return sum(_syllables(part) for part in re.split("-", word.lower().replace("'", "").replace("’", "")) if part)


def grade_of(found: Measured, *, a_sentence: Fraction, a_word: Fraction, less: Fraction) -> Fraction:
    """The grade of school: the weighed length of sentences and of words, less a constant."""
    return a_sentence * Fraction(found.words, found.sentences) + a_word * Fraction(found.syllables, found.words) - less


def _syllables(word: str) -> int:
    if word in _SPELT_OTHERWISE:
        return _SPELT_OTHERWISE[word]
    plain = "".join(each for each in unicodedata.normalize("NFD", word) if not unicodedata.combining(each))
    count = len(re.findall("[aeiouy]+", plain)) + len(_APART.findall(plain))
    if count > 1 and any(silent.search(plain) for silent in (_SILENT_E, _SILENT_ED, _SILENT_ES)):
        count -= 1
    return max(1, count)


def _sentences(text: str) -> Iterator[str]:
    """The parts that hold a word; a new line ends a sentence, as in a list, unless the next begins with a small letter."""
    whole = _LINE_GOES_ON.sub(" ", _plain(text))
    for line in whole.splitlines():
        yield from (part for part in _SENTENCE_ENDS.split(line) if _WORD.search(part))


def _plain(text: str) -> str:
    """Letters in their usual form, without marks that cannot be seen and without the stops of what is shortened."""
    tidy = unicodedata.normalize("NFKC", text).replace("\r\n", "\n").replace("\r", "\n")
    shown = "".join(each for each in tidy if unicodedata.category(each) != "Cf")
    return _SHORTENED.sub(lambda found: found[0].replace(".", ""), shown)
