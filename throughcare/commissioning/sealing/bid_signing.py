"""The mark of what a draft says: a keyed hash under the bid's code.

It is kept in the open beside a signature. Without the code nobody can try whether a bid says this or that.
"""

from __future__ import annotations

import hashlib
import hmac

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from throughcare.commissioning.sealing.envelopes import KEY


def mark_of(content: bytes, code: str, *, bid: str) -> str:
    """64 signs that are the same for the same content, code and bid, and for nothing else."""
    key = HKDF(hashes.SHA256(), KEY, salt=None, info=b"throughcare bid signature 1").derive(code.encode())
    return hmac.new(key, bid.encode() + b"\n" + content, hashlib.sha256).hexdigest()
