"""From the data of a document to its PDF: tagged, searchable, the same bytes for the same data.

Typst brings its own typefaces, which have every letter of Welsh, so nothing depends on what a machine has installed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst
from babel.dates import format_date


def pdf_of(layout: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF (PDF/UA-1) of ``data`` in the layout of that name (``letter``, ``pack``), dated ``at``."""
    made: bytes = typst.compile(
        _layout(layout),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(at.timestamp()),
    )
    return made


def hash_of(pdf: bytes) -> str:
    """What the document is known by: SHA-256, in hexadecimal."""
    return hashlib.sha256(pdf).hexdigest()


def in_words(day: date | None, language: str) -> str:
    """``5 March 2026`` in the language of the document; empty where there is no date."""
    return "" if day is None else format_date(day, "d MMMM y", locale=language)


@cache
def _layout(name: str) -> bytes:
    return files("throughcare.supervision.documents").joinpath(f"{name}.typ").read_bytes()
