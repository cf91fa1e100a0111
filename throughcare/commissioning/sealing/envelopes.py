"""Sealing bytes for the holder of a key pair: X25519, HKDF with SHA-256, AES-256-GCM.

A sealed envelope is one byte for the format, the public half of a key made for it alone (32 bytes), a nonce (12) and the
encrypted bytes. What it is about, its ``about``, is authenticated with it: an envelope moved to another
competition, bid or version does not open.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"\x01"
KEY, NONCE = 32, 12
BLOCK = 4096
"""Content is filled up to a multiple of so many bytes, so that a length says nothing of a price."""
About = dict[str, str | int]


class CannotOpen(ValueError):
    """The key is another, what it is about is another, or the bytes were changed."""


@dataclass(frozen=True)
class KeyPair:
    """A private key and its public half, as bytes; ``private`` is in memory alone and shown nowhere."""

    private: bytes
    public: bytes

    def __repr__(self) -> str:
        return f"KeyPair({fingerprint(self.public)})"


def make_key_pair() -> KeyPair:
    """A fresh key pair."""
    made = X25519PrivateKey.generate()
    return KeyPair(made.private_bytes_raw(), made.public_key().public_bytes_raw())


def fingerprint(public: bytes) -> str:
    """The SHA-256 of a public key, in hexadecimal: what people compare."""
    return hashlib.sha256(public).hexdigest()


def seal(content: bytes, *, public: bytes, about: About) -> bytes:
    """``content`` for the holder of the private half of ``public``."""
    once = X25519PrivateKey.generate()
    half = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    nonce = os.urandom(NONCE)
    cipher = AESGCM(_derive(shared, half, public))
    return FORMAT + half + nonce + cipher.encrypt(nonce, content, said_of(about))


def unseal(sealed: bytes, *, pair: KeyPair, about: About) -> bytes:
    """What was sealed. Raises ``CannotOpen``."""
    if len(sealed) < 1 + KEY + NONCE or sealed[:1] != FORMAT:
        raise CannotOpen
    half, nonce, rest = sealed[1 : 1 + KEY], sealed[1 + KEY : 1 + KEY + NONCE], sealed[1 + KEY + NONCE :]
    try:
        shared = X25519PrivateKey.from_private_bytes(pair.private).exchange(X25519PublicKey.from_public_bytes(half))
        return AESGCM(_derive(shared, half, pair.public)).decrypt(nonce, rest, said_of(about))
    except (InvalidTag, ValueError) as fault:
        raise CannotOpen from fault


def pair_of(private: bytes) -> KeyPair:
    """The pair of a private key."""
    return KeyPair(private, X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw())


def filled(text: bytes) -> bytes:
    """JSON with blanks behind it, to a multiple of ``BLOCK`` bytes."""
    return text + b" " * (-len(text) % BLOCK)


def _derive(shared: bytes, half: bytes, public: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY, salt=half + public, info=b"throughcare sealed envelope 1").derive(shared)


def said_of(about: About) -> bytes:
    """The bytes that are authenticated with what is sealed."""
    return json.dumps(about, sort_keys=True, separators=(",", ":")).encode()
