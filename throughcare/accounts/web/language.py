"""The reader's language, asked of Django once while a page is written, and messages looked up once in each language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import local

from django.utils.translation import get_language, gettext, ngettext


class _Reader(local):
    """The language of the page that this thread is writing; empty between pages."""

    language = ""


_reader = _Reader()


def language_in_force() -> str:
    """The code of the language in force."""
    return _reader.language or get_language() or ""


@contextmanager
def language_kept() -> Iterator[None]:
    """While a page is written its language stays as it is; a template within it that is rendered begins anew."""
    before = _reader.language
    _reader.language = get_language() or ""
    try:
        yield
    finally:
        _reader.language = before


def quick_gettext(message: str) -> str:
    """The message in the reader's language: a page says some hundreds, and Django looks each up in three catalogues."""
    return _translated(language_in_force(), message)


@lru_cache(maxsize=16_384)
def _translated(language: str, message: str) -> str:  # noqa: ARG001 - the language is part of the key
    return gettext(message)


def quick_ngettext(singular: str, plural: str, number: int) -> str:
    """The same for a message that counts: a list says of every line how many days there are."""
    return _counted(language_in_force(), singular, plural, number)


@lru_cache(maxsize=16_384)
def _counted(language: str, singular: str, plural: str, number: int) -> str:  # noqa: ARG001 - as above
    return ngettext(singular, plural, number)
