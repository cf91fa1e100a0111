"""How hard an English text is to read: the grade of Flesch and Kincaid (1975), from words, sentences and syllables.

Grade 4 is read at nine years of age in the United States. Syllables are counted by groups of vowels, with the usual silent
endings; of any real text that is right to within some per cent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """``grade`` of the whole text; ``longest`` is the most words in one sentence."""

    grade: float
    longest: int
    words: int

    @property
    def age(self) -> float:
        """The reading age: five years more than the grade."""
        return self.grade + 5


def measure(text: str) -> Measure:
    """Measure a text; one without words raises ``ValueError``."""
    sentences = [found for each in re.split(r"[.!?:\n]+", text) if (found := re.findall(r"[A-Za-z’'-]+", each))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        raise ValueError("no words")
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return Measure(grade, max(map(len, sentences)), len(words))


def syllables(word: str) -> int:
    """How many syllables a word has, about."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    plain = re.sub(r"(?<=[^aeiouy])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscxz])es$", "", plain)
    return max(1, len(re.findall(r"[aeiouy]+", plain)))
