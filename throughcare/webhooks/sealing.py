"""How the secrets of subscriptions are kept: encrypted with a key derived from the site's secret."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(secret: str) -> str:
    """``secret`` as it is stored."""
    return _cipher().encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """The secret that was stored; raises ``cryptography.fernet.InvalidToken`` when no secret of the site fits."""
    return _cipher().decrypt(sealed.encode()).decode()


def _cipher() -> MultiFernet:
    secrets: list[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]  # type: ignore[list-item]
    keys = [hashlib.sha256(f"throughcare webhook:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
