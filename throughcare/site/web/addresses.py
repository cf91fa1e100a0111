"""Addresses of pages by name. The layout names some twenty on every page; those without arguments are found once."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse


def address_of(name: str) -> str:
    """The path of the page called ``name``, which takes no arguments; raises ``NoReverseMatch`` where there is none."""
    return _found(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), name)


@lru_cache(maxsize=1024)
def _found(urlconf: str, prefix: str, name: str) -> str:  # noqa: ARG001 - where the site stands is part of the key
    return reverse(name, urlconf=urlconf)
