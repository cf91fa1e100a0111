"""Working ahead: blocks of bytes are made in a thread of their own while the caller waits for the database."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from threading import Condition, Thread
from types import TracebackType
from typing import NamedTuple

LEAST = 1 << 18
"""Bytes of a block that is worth handing over by itself."""
MOST_WAITING = 256 << 20
"""Bytes made and not yet taken, as many as are made while the database makes an index; beyond it the maker waits."""


class Block(NamedTuple):
    """The lines of a batch of a file, how many rows of it there are so far, and the share of the whole that is done."""

    file: str
    rows: int
    share: float
    lines: bytes


def gathered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks of one file, those that follow one another put together until they are worth handing over."""
    waiting: list[bytes] = []
    size = 0
    last: Block | None = None
    for last in blocks:
        waiting.append(last.lines)
        size += len(last.lines)
        if size >= LEAST:
            yield last._replace(lines=b"".join(waiting))
            waiting, size = [], 0
    if waiting and last is not None:
        yield last._replace(lines=b"".join(waiting))


class Ahead(AbstractContextManager["Ahead"]):
    """Runs ``blocks`` from ``with`` on and gives its blocks in order; what it raises is raised where they are taken.

    ``blocks`` must not use the database. Leaving ``with`` early stops it at its next block.
    """

    def __init__(self, blocks: Iterable[Block]) -> None:
        self._blocks = blocks
        self._made: deque[Block] = deque()
        self._waiting = 0
        self._error: BaseException | None = None
        self._ended = False
        self._stopped = False
        self._changed = Condition()
        self._thread = Thread(target=self._make, name="import-ahead", daemon=True)

    def __enter__(self) -> Ahead:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join()

    def __iter__(self) -> Iterator[Block]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._made or self._ended)
                if not self._made:
                    if self._error is not None:
                        raise self._error
                    return
                block = self._made.popleft()
                self._waiting -= len(block.lines)
                self._changed.notify_all()
            yield block

    def _make(self) -> None:
        try:
            for block in self._blocks:
                if not self._hand_over(block):
                    break
        except BaseException as error:  # Raised again by the thread that takes the blocks.
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _hand_over(self, block: Block) -> bool:
        """Whether to go on."""
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._waiting < MOST_WAITING)
            self._made.append(block)
            self._waiting += len(block.lines)
            self._changed.notify_all()
            return not self._stopped
