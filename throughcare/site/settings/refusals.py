"""What a deployment refuses to start with. Read from the environment before any setting is made of it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from throughcare.site.settings import database, sending

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NOT_FOR_SERVING = ("postgres", "throughcare_owner")


def refuse_unsafe(environment: Mapping[str, str]) -> None:
    """Raise ``ImproperlyConfigured`` with one sentence that says what is wrong and what to do."""
    for check in (_sign_in, _debug, _secret, _hosts, _database, _single_sign_on, sending.fault):
        fault = check(environment)
        if fault:
            raise ImproperlyConfigured(fault)


def _sign_in(environment: Mapping[str, str]) -> str:
    if environment.get("THROUGHCARE_DEMO_SIGN_IN"):
        return "THROUGHCARE_DEMO_SIGN_IN is set: a deployment never signs people in without a password"
    return ""


def _debug(environment: Mapping[str, str]) -> str:
    for name in ("DEBUG", "DJANGO_DEBUG", "THROUGHCARE_DEBUG"):
        if environment.get(name, "").lower() not in ("", "0", "false", "no"):
            return f"{name} is set: a deployment never shows its inside; take it out of the environment"
    return ""


def _secret(environment: Mapping[str, str]) -> str:
    secret = environment.get("THROUGHCARE_SECRET_KEY", "")
    if len(secret) < 50 or len(set(secret)) < 10 or secret.startswith(("for tests", "django-insecure")):
        return "THROUGHCARE_SECRET_KEY must be set to at least 50 random characters"
    return ""


def _hosts(environment: Mapping[str, str]) -> str:
    hosts = hosts_of(environment)
    if not hosts or any("*" in host or host.startswith(".") for host in hosts):
        return "THROUGHCARE_HOSTS must name the host names served, separated by commas, without wildcards"
    return ""


def _database(environment: Mapping[str, str]) -> str:
    if "DATABASE_URL" not in environment:
        return "DATABASE_URL must be set: the embedded database is for demonstration and tests"
    role = environment.get("THROUGHCARE_ROLE", "web")
    if role not in database.VARIABLES:
        return f"THROUGHCARE_ROLE must be one of {', '.join(database.VARIABLES)}"
    name = database.VARIABLES[role]
    if name not in environment:
        return f"{name} must be set for a process of the role {role}"
    address = urlsplit(environment[name])
    if address.scheme not in ("postgresql", "postgres"):
        return f"{name} must be a postgresql:// address"
    if role != "owner" and (address.username or "") in _NOT_FOR_SERVING:
        return f"{name} connects as {address.username}: a process of the role {role} must not own or administer the database"
    return ""


def _single_sign_on(environment: Mapping[str, str]) -> str:
    issuer = environment.get("OIDC_ISSUER", "")
    if not issuer:
        return ""
    parts = urlsplit(issuer)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        return "OIDC_ISSUER must be an https:// address"
    missing = [name for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET") if not environment.get(name)]
    return f"{missing[0]} must be set where OIDC_ISSUER is" if missing else ""


def hosts_of(environment: Mapping[str, str]) -> list[str]:
    """The host names that the environment names."""
    return [host.strip() for host in environment.get("THROUGHCARE_HOSTS", "").split(",") if host.strip()]
