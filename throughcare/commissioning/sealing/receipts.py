"""The hash on a receipt: of everything that was sealed, so that nothing can be put in, taken out or changed unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def receipt_hash(envelopes: Iterable[bytes], files: Iterable[bytes]) -> str:
    """SHA-256, in hexadecimal, over the SHA-256 of each envelope in order and then of each file in the order of its hash."""
    whole = hashlib.sha256()
    for part in envelopes:
        whole.update(hashlib.sha256(part).digest())
    for digest in sorted(hashlib.sha256(part).digest() for part in files):
        whole.update(digest)
    return whole.hexdigest()
