"""Opening a bundle: a folder or a zip. A zip is read where it lies and never unpacked to disk."""

from __future__ import annotations

import hashlib
import io
import stat
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import IO

from throughcare.transition.rules.bundle_format import BY_NAME
from throughcare.transition.rules.faults import BundleNotFound, Fault

MOST_UNPACKED = 16 << 30
"""Bytes of all files of a zip together."""
MOST_RATIO = 200
"""Of unpacked to packed size, for entries above ``SMALL``. Caseload files pack to a tenth."""
SMALL = 10 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_IGNORED = ("__MACOSX/", ".")


class Meter(io.RawIOBase):
    """A readable stream that counts and hashes what is read through it."""

    def __init__(self, stream: IO[bytes], count: Callable[[int], None]) -> None:
        self._stream = stream
        self._count = count
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the stream underneath."""
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.digest.update(data)
        self._count(len(data))
        return len(data)

    def close(self) -> None:
        """Close both."""
        self._stream.close()
        super().close()


class Source(ABC):
    """The files of a bundle by name, their size in bytes, and what is wrong with the whole."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self.faults: list[Fault] = []
        self.read = 0

    @abstractmethod
    def _open(self, name: str) -> IO[bytes]:
        """The bytes of a file that the bundle has."""

    def open(self, name: str) -> Meter:
        """The bytes of a file, counted in ``read``."""
        return Meter(self._open(name), self._count)

    @abstractmethod
    def reopen(self) -> None:
        """Let a process that was forked read by itself; raises ``BadZipFile`` where the bundle is another by now."""

    @property
    def size(self) -> int:
        """Bytes of all files of the format together."""
        return sum(self.sizes.values())

    def _count(self, read: int) -> None:
        self.read += read

    def _know(self, name: str, size: int) -> None:
        if not name.lower().endswith(".csv"):
            return
        if name.removesuffix(".csv") in BY_NAME:
            self.sizes[name.removesuffix(".csv")] = size
        else:
            self.faults.append(Fault(name, 0, "", "", "unknown-file"))


class Folder(Source):
    """A folder with the files in it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        try:
            entries = sorted(path.iterdir())
        except OSError as error:
            raise BundleNotFound(f"{path} cannot be read: {error.strerror}") from error
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.suffix.lower() == ".csv" and not entry.is_file():
                self.faults.append(Fault(entry.name, 0, "", "", "unreadable", {"problem": "not a regular file"}))
            elif entry.is_file():
                self._know(entry.name, entry.stat().st_size)

    def reopen(self) -> None:
        """Nothing is open."""

    def _open(self, name: str) -> IO[bytes]:
        return (self._path / f"{name}.csv").open("rb", buffering=0)


class Zip(Source):
    """A zip with the files at its top; every entry is looked at before any is opened."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        try:
            self._zip = zipfile.ZipFile(path)
        except OSError as error:
            raise BundleNotFound(f"{path} cannot be read: {error.strerror}") from error
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            self.faults.append(Fault(path.name, 0, "", "", "not-a-zip", {"problem": str(error)}))
            return
        self._admit(self._zip.infolist())

    def reopen(self) -> None:
        """A place in an open file is one for both processes, so this one opens it anew."""
        again = zipfile.ZipFile(self._zip.filename or "")
        if _contents(again) != _contents(self._zip):
            raise zipfile.BadZipFile("the zip was changed meanwhile")
        self._zip = again

    def _admit(self, entries: list[zipfile.ZipInfo]) -> None:
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            self.faults.append(self._fault("", "zip-bomb"))
            return
        names: set[str] = set()
        for entry in entries:
            kind = _hazard(entry)
            if kind is None and entry.filename in names:
                kind = "zip-twice"
            names.add(entry.filename)
            if kind is not None:
                self.faults.append(self._fault(entry.filename, kind))
            elif not entry.is_dir() and not entry.filename.startswith(_IGNORED):
                self._know(entry.filename, entry.file_size)

    def _fault(self, name: str, kind: str) -> Fault:
        values: Mapping[str, object] = {"size": MOST_UNPACKED >> 30, "ratio": MOST_RATIO} if kind == "zip-bomb" else {}
        return Fault(name or Path(self._zip.filename or "").name, 0, "", "", kind, values)

    def _open(self, name: str) -> IO[bytes]:
        return self._zip.open(f"{name}.csv")


def _contents(opened: zipfile.ZipFile) -> list[tuple[object, ...]]:
    return [(e.filename, e.header_offset, e.compress_size, e.file_size, e.CRC) for e in opened.infolist()]


def _hazard(entry: zipfile.ZipInfo) -> str | None:
    """The kind of fault of one entry, judged by its name and header alone."""
    name = entry.filename.replace("\\", "/")
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":") or "\\" in entry.orig_filename:
        return "zip-path"
    if entry.create_system == 3 and stat.S_ISLNK(entry.external_attr >> 16):
        return "zip-link"
    if name.startswith(_IGNORED):
        return None
    if entry.is_dir() or len(path.parts) > 1:
        return "zip-folder"
    if entry.flag_bits & 0x1:
        return "zip-encrypted"
    if entry.compress_type not in _METHODS:
        return "zip-method"
    if entry.file_size > SMALL and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        return "zip-bomb"
    return None


def open_bundle(path: Path) -> Source:
    """The bundle at ``path``; raises ``BundleNotFound`` where nothing can be read there."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise BundleNotFound(f"{path} cannot be read: {error.strerror}") from error
    if stat.S_ISDIR(mode):
        return Folder(path)
    if not stat.S_ISREG(mode):
        raise BundleNotFound(f"{path} is neither a folder nor a file")
    return Zip(path)
