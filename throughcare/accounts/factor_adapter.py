"""How the secrets of second factors are kept: encrypted with a key derived from the site's secret."""

from __future__ import annotations

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _cipher() -> MultiFernet:
    secrets: list[str] = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]  # type: ignore[list-item]
    keys = [hashlib.sha256(f"throughcare second factor:{secret}".encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts what the authenticator app and the recovery codes are made from; an older site secret still decrypts."""

    def encrypt(self, text: str) -> str:
        """``text`` as it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text that was stored; raises ``cryptography.fernet.InvalidToken`` when no secret of the site fits."""
        return _cipher().decrypt(encrypted_text.encode()).decode()
