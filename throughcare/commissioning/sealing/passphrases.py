"""An officer's private key under a passphrase: scrypt (RFC 7914) and AES-256-GCM. The passphrase is kept nowhere."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from throughcare.commissioning.sealing.envelopes import KEY, NONCE, About, said_of

SALT = 16
LEAST = 14
"""Fewest characters of a passphrase."""


class WrongPassphrase(ValueError):
    """The passphrase is another one, or what was kept was changed."""


@dataclass(frozen=True)
class Locked:
    """A private key under a passphrase; ``cost`` is scrypt's n, a power of two."""

    salt: bytes
    cost: int
    sealed: bytes


def lock(private: bytes, passphrase: str, *, cost: int, about: About) -> Locked:
    """The key as it is kept."""
    salt, nonce = os.urandom(SALT), os.urandom(NONCE)
    return Locked(salt, cost, nonce + AESGCM(_key(passphrase, salt, cost)).encrypt(nonce, private, said_of(about)))


def unlock(locked: Locked, passphrase: str, *, about: About) -> bytes:
    """The private key. Raises ``WrongPassphrase``."""
    cipher = AESGCM(_key(passphrase, locked.salt, locked.cost))
    try:
        return cipher.decrypt(locked.sealed[:NONCE], locked.sealed[NONCE:], said_of(about))
    except InvalidTag as fault:
        raise WrongPassphrase from fault


def _key(passphrase: str, salt: bytes, cost: int) -> bytes:
    # Words are the same words however they are spaced.
    words = " ".join(passphrase.split())
    return Scrypt(salt=salt, length=KEY, n=cost, r=8, p=1).derive(words.encode())
