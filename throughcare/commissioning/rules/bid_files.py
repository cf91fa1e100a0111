"""Which files may come with a bid: by what is in them, not by their name."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from typing import Literal

Kind = Literal["pdf", "docx", "xlsx", "odt", "png", "jpeg"]
MOST_BYTES = 5 * 1024 * 1024
"""Size of one file."""
MEDIA_TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpeg": "image/jpeg",
}
ENDINGS: Mapping[str, tuple[str, ...]] = {
    **{kind: (f".{kind}",) for kind in MEDIA_TYPES},
    "jpeg": (".jpg", ".jpeg"),
}
_MOST_ENTRIES, _MOST_NAME = 5000, 100
_BEGINNINGS: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
)
_INSIDE: tuple[tuple[str, Kind], ...] = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"))


def kind_of(content: bytes) -> Kind | None:
    """What the bytes are; None for anything that is not taken, a document with a program in it too."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    return _document(content) if content.startswith(b"PK\x03\x04") else None


def file_name(name: str, kind: Kind) -> str:
    """A name without folders and signs that do harm, with an ending that says what the file is."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*').strip(" .")
    stem = plain or "file"
    if not stem.lower().endswith(ENDINGS[kind]):
        stem = f"{stem[:_MOST_NAME]}{ENDINGS[kind][0]}"
    return stem if len(stem) <= _MOST_NAME else f"{stem[:_MOST_NAME]}{ENDINGS[kind][0]}"


def _document(content: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {each.filename for each in archive.infolist()[:_MOST_ENTRIES]}
            if len(archive.infolist()) > _MOST_ENTRIES or any("vbaproject" in name.lower() for name in names):
                return None
            if "[Content_Types].xml" in names:
                return next((kind for inside, kind in _INSIDE if inside in names), None)
            if "mimetype" not in names or any(name.startswith(("Basic/", "Scripts/")) for name in names):
                return None
            with archive.open("mimetype") as said:
                return "odt" if said.read(80) == MEDIA_TYPES["odt"].encode() else None
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        return None
