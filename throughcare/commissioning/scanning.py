"""Scanning files for what does harm, through an adapter: clamd where one is named, else a check of the test string alone.

``BID_SCANNER`` names clamd by the path of its socket or by host and port. A scanner that does not answer lets nothing in.
"""

from __future__ import annotations

import socket
import struct
from typing import Protocol

from django.conf import settings

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
"""The beginning of the string by which people try whether a scanner is there (www.eicar.org)."""
CHUNK, PATIENCE_SECONDS = 64 * 1024, 30


class ScannerAway(Exception):
    """The scanner does not answer, or not as it should."""


class Scanner(Protocol):
    """Looks into bytes."""

    def scan(self, content: bytes) -> str:
        """The name of what was found, empty for nothing. Raises ``ScannerAway``."""


class NoScanner:
    """Where no scanner is installed: finds the test string and nothing else."""

    def scan(self, content: bytes) -> str:
        """``eicar`` where the test string is in it."""
        return "eicar" if EICAR in content else ""


class Clamd:
    """ClamAV's daemon, over its command INSTREAM: lengths in network order, a length of nothing at the end."""

    def __init__(self, address: str) -> None:
        self.address = address

    def scan(self, content: bytes) -> str:
        """What the daemon found."""
        try:
            with self._connected() as line:
                line.sendall(b"zINSTREAM\0")
                for start in range(0, len(content), CHUNK):
                    part = content[start : start + CHUNK]
                    line.sendall(struct.pack("!I", len(part)) + part)
                line.sendall(struct.pack("!I", 0))
                answer = self._answer(line)
        except OSError as fault:
            raise ScannerAway from fault
        if answer == "stream: OK":
            return ""
        if answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerAway(answer)

    def _connected(self) -> socket.socket:
        if self.address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(PATIENCE_SECONDS)
            line.connect(self.address)
            return line
        host, _colon, port = self.address.rpartition(":")
        try:
            return socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS)
        except ValueError as fault:
            raise ScannerAway(self.address) from fault

    def _answer(self, line: socket.socket) -> str:
        read = b""
        while not read.endswith(b"\0") and len(read) < 4096 and (more := line.recv(1024)):
            read += more
        return read.rstrip(b"\0\n").decode(errors="replace")


def scanner() -> Scanner:
    """The scanner that this installation has."""
    return Clamd(settings.BID_SCANNER) if settings.BID_SCANNER else NoScanner()
