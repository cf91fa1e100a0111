"""A supplier's own copies under a bid code: 140 random bits, shown in groups, HKDF and AES-256-GCM.

The code is long enough to be a key as it is; it is never kept by the service.
"""

from __future__ import annotations

import os
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from throughcare.commissioning.sealing.envelopes import KEY, NONCE, About, said_of

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs of which none looks like another: no I, L, O or U."""
GROUPS, GROUP = 7, 4
_READ_AS = str.maketrans("ILOU", "110V")


class WrongCode(ValueError):
    """The code is another one, or is none."""


def make_code() -> str:
    """A fresh code, in groups."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS))


def read_code(typed: str) -> str:
    """The code in its one form, from what was typed. Raises ``WrongCode`` where it cannot be one."""
    signs = "".join(sign for sign in typed.upper() if not sign.isspace() and sign not in "-–").translate(_READ_AS)
    if len(signs) != GROUPS * GROUP or any(sign not in SIGNS for sign in signs):
        raise WrongCode
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def lock_copy(content: bytes, code: str, *, about: About) -> bytes:
    """``content`` under the code."""
    salt, nonce = os.urandom(KEY), os.urandom(NONCE)
    return salt + nonce + AESGCM(_key(code, salt)).encrypt(nonce, content, said_of(about))


def unlock_copy(locked: bytes, code: str, *, about: About) -> bytes:
    """What is under the code. Raises ``WrongCode``."""
    salt, nonce, rest = locked[:KEY], locked[KEY : KEY + NONCE], locked[KEY + NONCE :]
    try:
        return AESGCM(_key(code, salt)).decrypt(nonce, rest, said_of(about))
    except InvalidTag as fault:
        raise WrongCode from fault


def _key(code: str, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY, salt=salt, info=b"throughcare bid code 1").derive(code.encode())
