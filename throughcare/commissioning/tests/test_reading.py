"""Words, sentences and syllables are counted as people count them."""

from __future__ import annotations

import pytest

from throughcare.commissioning.rules.reading import language_of, measured, syllables, words_of

COUNTED = {
    1: "the whole helped called rules homes used like months years free see their we",
    2: "people wanted handled changes tables create describe support provide outcomes ensure money every being region",
    3: "enabled services created period violence quality probation tenancy supplier area stakeholder employment",
    4: "criteria experience continuous community voluntary available society reliable",
    5: "evaluation individual accommodation organisation methodology deliverables",
}


@pytest.mark.parametrize(("count", "word"), [(count, word) for count, all_ in COUNTED.items() for word in all_.split()])
def test_syllables_of_a_word(count: int, word: str) -> None:
    assert syllables(word) == count


def test_figures_count_as_one_and_capital_letters_one_each() -> None:
    assert (syllables("1,250.50"), syllables("KPI"), syllables("well-being")) == (1, 3, 3)


@pytest.mark.parametrize(
    ("text", "words", "sentences"),
    [
        ("The cat sat on the mat.", 6, 1),
        ("It cost 1.5 million. It worked!", 6, 2),
        ("Ask e.g. Dr. Who. Then go.", 6, 2),
        ("- one\n- two\n- three", 3, 3),
        ("A line that is wrapped\nand goes on.", 8, 1),
        ("He said “Go.” She went.", 5, 2),
        ("Really?! Yes…", 2, 2),
        ("no end", 2, 1),
        ("See https://example.org/a.b for it.", 3, 1),
        ("", 0, 1),
    ],
)
def test_words_and_sentences_of_a_text(text: str, words: int, sentences: int) -> None:
    found = measured(text)
    assert (found.words, found.sentences) == (words, sentences)


def test_a_language_is_told_by_its_commonest_words() -> None:
    assert language_of("Sut mae eich sefydliad yn helpu pobl i gael cartref?") == "cy"
    assert language_of("How do you help people to find a home in Wales?") == "en"
    assert language_of("Tenancies") == "en"


def test_marks_that_cannot_be_seen_split_no_word() -> None:
    assert words_of("ho\u200blistic, \uff21\uff22") == ["holistic", "AB"]
