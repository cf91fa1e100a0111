"""Working in a process of its own: blocks of bytes are made on another core while this one feeds the database."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Generic, TypeVar

from throughcare.transition.commands.bundle.ahead import Block

Answer = TypeVar("Answer")
Making = Generator[Block, None, Answer]


class EndedEarly(Exception):
    """The process that makes the blocks was ended from outside; ``status`` is its exit status, negative for a signal."""

    def __init__(self, status: int | None) -> None:
        super().__init__(status)
        self.status = status


class Apart(AbstractContextManager["Apart[Answer]"], Generic[Answer]):
    """Runs ``make`` in another process from ``with`` on and gives its blocks in order, then keeps its ``answer``.

    What ``make`` raises is raised where the blocks are taken. It must not use the database. It waits while nobody takes
    its blocks, and it ends by itself, at its next block, when this process is there no more; leaving ``with`` ends it.
    """

    def __init__(self, make: Callable[[], Making[Answer]]) -> None:
        self._make = make
        self._ours, self._theirs = multiprocessing.Pipe(duplex=False)
        # Forked, not started anew: it begins with what was read so far, and at once.
        self._process = multiprocessing.get_context("fork").Process(target=self._work, name="import-apart", daemon=True)

    def __enter__(self) -> Apart[Answer]:
        self._process.start()
        self._theirs.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.join()
        self._process.close()
        self._ours.close()

    def __iter__(self) -> Iterator[Block]:
        try:
            while (place := self._ours.recv()) is not None:
                file, rows, share = place
                yield Block(file, rows, share, self._ours.recv_bytes())
            self.answer, error = self._ours.recv()
        except EOFError:
            self._process.join(1)
            raise EndedEarly(self._process.exitcode) from None
        if error is not None:
            raise error

    def _work(self) -> None:
        """In the other process."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Whoever presses Ctrl-C stops the first process, which ends this.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._ours.close()
        with suppress(BrokenPipeError):
            _send(self._theirs, self._make())


def _send(pipe: Connection, making: Making[Answer]) -> None:
    answer, error = None, None
    try:
        while True:
            block = next(making)
            pipe.send((block.file, block.rows, block.share))
            pipe.send_bytes(block.lines)
    except StopIteration as end:
        answer = end.value
    except BrokenPipeError:
        raise
    except Exception as raised:  # Raised again by the process that takes the blocks.
        error = raised
    pipe.send(None)
    pipe.send((answer, error))
