"""Reading lines of bounded length from a stream of any length."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

LONGEST_LINE = 1 << 20
"""Bytes. A case takes about a thousand; a line beyond a mebibyte is not one."""


class LineTooLong(ValueError):
    """A line beyond the limit, which was read past and not kept."""


def bounded_lines(stream: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[bytes | LineTooLong]:
    """Each line without its end; in place of a line longer than ``longest`` bytes, a ``LineTooLong``.

    No more than ``longest`` bytes are held at a time.
    """
    readline = stream.readline
    while line := readline(longest + 1):
        if len(line) > longest and not line.endswith(b"\n"):
            length = len(line)
            while rest := readline(longest):
                length += len(rest)
                if rest.endswith(b"\n"):
                    break
            yield LineTooLong(f"line too long: {length:,} bytes, at most {longest:,} are read")
        else:
            yield line
