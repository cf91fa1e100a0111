"""Messages as files in a folder: for demonstrations, for trying things out, and for letters that a printer takes up."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings

from throughcare.outbox.adapters.base import NotHandedOver, Parcel, pdf_in


class FileAdapter:
    """One file for each message, named by its reference, so that a second attempt writes nothing twice.

    A letter that comes with a PDF has that beside it, under the same name.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(settings.OUTBOX_FOLDER)

    def send(self, parcel: Parcel) -> str:
        """Write the file; only its owner can read it. The PDF comes first, so that what is found is whole."""
        path = self._path(parcel)
        pdf = pdf_in(parcel)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if pdf is not None:
                _write(path.with_suffix(".pdf"), pdf)
            _write(path, json.dumps(_content(parcel), ensure_ascii=False, indent=2).encode())
        except OSError as error:
            raise NotHandedOver(f"file-{error.errno}") from error
        return path.name

    def find(self, parcel: Parcel) -> str | None:
        """The file, where it was written."""
        path = self._path(parcel)
        return path.name if path.exists() else None

    def _path(self, parcel: Parcel) -> Path:
        return self._folder / parcel.channel / f"{parcel.reference}.json"


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all."""
    half = path.with_suffix(f"{path.suffix}.{os.getpid()}.part")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)


def _content(parcel: Parcel) -> dict[str, object]:
    return {
        "reference": parcel.reference,
        "channel": parcel.channel,
        "template": parcel.template,
        "language": parcel.language,
        "to": parcel.to,
        "subject": parcel.subject,
        "body": parcel.body,
        "detail": {key: value for key, value in parcel.detail.items() if key != "pdf"},
    }
