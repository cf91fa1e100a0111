"""Calling the API in tests."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from throughcare.accounts.commands.tokens import make_token
from throughcare.accounts.models import User
from throughcare.accounts.rules.scopes import SCOPE
from throughcare.testing.acting import as_role

_numbers = itertools.count(1)


def token_for(user: User, *scopes: str, life: timedelta = timedelta(days=30)) -> dict[str, str]:
    """The header of a new token that acts as ``user``, with every scope where none is named."""
    with as_role("jobs"):
        made = make_token(
            user=user,
            name="Test",
            scopes=scopes or [entry.code for entry in SCOPE],
            life=life,
            by=None,
            at=timezone.now(),
        )
    return {"Authorization": f"Bearer {made.secret}"}


class Caller:
    """A program that calls the API as ``user``, or without a token; writes carry a new key each unless told otherwise."""

    def __init__(self, user: User | None, *scopes: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = token_for(user, *scopes) if user else {}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """GET an address below ``/api/v1``."""
        return self.client.get(f"/api/v1{path}", query, headers=self._with(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST JSON to an address below ``/api/v1``; text is sent as it is."""
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = {"Idempotency-Key": f"key-{next(_numbers)}"} | self._with(headers)
        return self.client.post(f"/api/v1{path}", text, content_type="application/json", headers=headers)

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        return self.headers | {name.replace("_", "-"): value for name, value in headers.items()}
