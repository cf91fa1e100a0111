"""Writes the files of a bundle side by side, and joins what several regions wrote into one bundle."""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from throughcare.transition.rules.bundle_format import FILES

Row = Sequence[object]
ZIP_DAY = (1980, 1, 1, 0, 0, 0)


class BundleWriter:
    """Files of a bundle without their header rows, open for streaming rows in any order."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._open: list[IO[str]] = []
        self.add: dict[str, Callable[[Row], Any]] = {}
        self.extend: dict[str, Callable[[Iterable[Row]], Any]] = {}
        for file in FILES:
            stream = (folder / f"{file.name}.csv").open("w", encoding="utf-8", newline="", buffering=1 << 18)
            writer = csv.writer(stream, lineterminator="\n")
            self._open.append(stream)
            self.add[file.name] = writer.writerow
            self.extend[file.name] = writer.writerows

    def __enter__(self) -> BundleWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stream in self._open:
            stream.close()


def header(name: str) -> str:
    """The header row of a file, with its line end."""
    file = next(file for file in FILES if file.name == name)
    return ",".join(column.name for column in file.columns) + "\n"


def join(parts: Sequence[Path], folder: Path) -> None:
    """Write the bundle in ``folder``: each file's header, then its rows of every part in the order given."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in FILES:
        with (folder / f"{file.name}.csv").open("wb") as whole:
            whole.write(header(file.name).encode())
            for part in parts:
                piece = part / f"{file.name}.csv"
                with piece.open("rb") as rows:
                    shutil.copyfileobj(rows, whole, 1 << 20)
                piece.unlink()


def pack(folder: Path, target: Path) -> None:
    """Put a bundle's files into a zip, the same bytes for the same files."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in FILES:
            entry = zipfile.ZipInfo(f"{file.name}.csv", ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with (folder / entry.filename).open("rb") as rows, archive.open(entry, "w", force_zip64=True) as packed:
                shutil.copyfileobj(rows, packed, 1 << 20)
