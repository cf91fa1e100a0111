"""What a deployment refuses to start with, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from throughcare.site import postgres
from throughcare.site.settings import sending
from throughcare.site.settings.refusals import refuse_unsafe
from throughcare.site.startup import database_fault, refuse_unsafe_database
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.nightly
ROOT = Path(__file__).resolve().parents[1]
SAFE = {
    "THROUGHCARE_SECRET_KEY": "k3J9vQ2xR7bT5nW8mZ1cL4pH6sD0fG3aY7uE9iO2qB5",
    "THROUGHCARE_HOSTS": "throughcare.example.org",
    "DATABASE_URL": "postgresql://throughcare_web:secret@db.example.org/throughcare",
}
SAFE["THROUGHCARE_SECRET_KEY"] *= 2
SHOW = """
import django, json
django.setup()
from django.conf import settings
names = ("DEBUG DEMO_SIGN_IN ALLOWED_HOSTS SESSION_COOKIE_SECURE SESSION_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE "
         "CSRF_COOKIE_SECURE CSRF_COOKIE_HTTPONLY SECURE_SSL_REDIRECT SECURE_HSTS_SECONDS SESSION_COOKIE_NAME "
         "CSRF_COOKIE_NAME OIDC AUTHENTICATION_BACKENDS X_FRAME_OPTIONS").split()
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def start(**changes: str | None) -> subprocess.CompletedProcess[str]:
    """Start a deployment with the safe environment and these changes; None takes a variable away."""
    kept = ("PATH", "HOME", "VIRTUAL_ENV", "LANG", "PYTHONPATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= SAFE | {"DJANGO_SETTINGS_MODULE": "throughcare.site.settings.deployment"}
    environment = {name: value for name, value in (environment | changes).items() if value is not None}
    return subprocess.run(
        [sys.executable, "-c", SHOW],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=300,
    )


def test_it_starts_when_all_is_safe_with_cookies_for_tls_alone():
    started = start()
    assert started.returncode == 0, started.stderr
    shown = json.loads(started.stdout)
    assert shown["DEBUG"] is False
    assert shown["DEMO_SIGN_IN"] is False
    assert shown["ALLOWED_HOSTS"] == ["throughcare.example.org"]
    assert shown["SESSION_COOKIE_SECURE"] and shown["SESSION_COOKIE_HTTPONLY"]
    assert shown["CSRF_COOKIE_SECURE"] and shown["CSRF_COOKIE_HTTPONLY"]
    assert shown["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert shown["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert shown["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert shown["SECURE_SSL_REDIRECT"] is True
    assert shown["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert shown["X_FRAME_OPTIONS"] == "DENY"
    assert shown["OIDC"] == {}


def test_a_provider_is_taken_from_the_environment():
    started = start(OIDC_ISSUER="https://id.example.org", OIDC_CLIENT_ID="c", OIDC_CLIENT_SECRET="s")
    shown = json.loads(started.stdout)
    assert shown["OIDC"]["issuer"] == "https://id.example.org"
    assert shown["OIDC"]["username_claim"] == "preferred_username"
    assert shown["AUTHENTICATION_BACKENDS"][-1] == "throughcare.accounts.web.oidc.ProviderBackend"


NOTIFY = {
    "THROUGHCARE_OUTBOX": "notify",
    "THROUGHCARE_NOTIFY_KEY": "name-service-secret",
    "THROUGHCARE_NOTIFY_SMS_TEMPLATE": "f33517ff",
}


def test_it_sends_what_it_is_told_to_send_and_nothing_otherwise():
    always = {"letter": sending.FILE, "webhook": sending.WEBHOOK}
    assert sending.adapters({}) == always
    assert sending.adapters({"THROUGHCARE_OUTBOX": "file"}) == {"sms": sending.FILE, "email": sending.FILE} | always
    assert sending.adapters(NOTIFY) == {"sms": sending.NOTIFY} | always
    by_post = NOTIFY | {"THROUGHCARE_NOTIFY_POSTAGE": "second"}
    assert sending.adapters(by_post)["letter"] == sending.NOTIFY
    assert sending.notify(by_post)["postage"] == "second"
    assert "must be first" in sending.fault(NOTIFY | {"THROUGHCARE_NOTIFY_POSTAGE": "pigeon"})
    assert sending.webhook_networks({"THROUGHCARE_WEBHOOK_NETWORKS": "10.1.0.0/16, fd00::/8"}) == [
        "10.1.0.0/16",
        "fd00::/8",
    ]
    assert "must be networks" in sending.fault({"THROUGHCARE_WEBHOOK_NETWORKS": "inside"})
    assert sending.fault(NOTIFY) == ""
    assert sending.notify({}) == {}
    assert sending.notify(NOTIFY)["templates"] == {"sms": "f33517ff"}


UNSAFE = [
    ({"THROUGHCARE_DEMO_SIGN_IN": "1"}, "THROUGHCARE_DEMO_SIGN_IN is set"),
    ({"DEBUG": "1"}, "DEBUG is set"),
    ({"DJANGO_DEBUG": "true"}, "DJANGO_DEBUG is set"),
    ({"THROUGHCARE_SECRET_KEY": None}, "THROUGHCARE_SECRET_KEY must be set"),
    ({"THROUGHCARE_SECRET_KEY": "short"}, "THROUGHCARE_SECRET_KEY must be set"),
    ({"THROUGHCARE_SECRET_KEY": "a" * 60}, "THROUGHCARE_SECRET_KEY must be set"),
    ({"THROUGHCARE_SECRET_KEY": "for tests alone; a deployment refuses any secret that is not its own"}, "SECRET_KEY"),
    ({"THROUGHCARE_HOSTS": None}, "THROUGHCARE_HOSTS must name"),
    ({"THROUGHCARE_HOSTS": "*"}, "THROUGHCARE_HOSTS must name"),
    ({"THROUGHCARE_HOSTS": "a.example.org,.example.org"}, "THROUGHCARE_HOSTS must name"),
    ({"DATABASE_URL": None}, "DATABASE_URL must be set"),
    ({"DATABASE_URL": "sqlite:///x"}, "DATABASE_URL must be a postgresql:// address"),
    ({"DATABASE_URL": "postgresql://throughcare_owner@db/throughcare"}, "connects as throughcare_owner"),
    ({"DATABASE_URL": "postgresql://postgres@db/throughcare"}, "connects as postgres"),
    ({"THROUGHCARE_ROLE": "jobs"}, "DATABASE_JOBS_URL must be set"),
    ({"THROUGHCARE_ROLE": "king"}, "THROUGHCARE_ROLE must be one of"),
    ({"OIDC_ISSUER": "http://id.example.org"}, "OIDC_ISSUER must be an https:// address"),
    ({"OIDC_ISSUER": "https://id.example.org"}, "OIDC_CLIENT_ID must be set"),
    ({"THROUGHCARE_OUTBOX": "console"}, "a deployment never prints messages"),
    ({"THROUGHCARE_OUTBOX": "pigeon"}, "THROUGHCARE_OUTBOX must be notify, file or empty"),
    ({"THROUGHCARE_OUTBOX": "notify"}, "THROUGHCARE_NOTIFY_KEY must be set"),
    ({"THROUGHCARE_OUTBOX": "notify", "THROUGHCARE_NOTIFY_KEY": "k"}, "THROUGHCARE_NOTIFY_SMS_TEMPLATE"),
    ({**NOTIFY, "THROUGHCARE_NOTIFY_ADDRESS": "http://notify.example.org"}, "must be an https:// address"),
]


@pytest.mark.parametrize(("changes", "sentence"), UNSAFE)
def test_what_is_unsafe_is_refused_with_a_sentence(changes, sentence):
    environment = {name: value for name, value in (SAFE | changes).items() if value is not None}
    with pytest.raises(ImproperlyConfigured, match=sentence.replace("*", "\\*")):
        refuse_unsafe(environment)


@pytest.mark.parametrize(("changes", "sentence"), [UNSAFE[0], UNSAFE[1], UNSAFE[4], UNSAFE[8], UNSAFE[10], UNSAFE[12]])
def test_a_process_with_it_does_not_start(changes, sentence):
    started = start(**changes)
    assert started.returncode != 0
    assert sentence in started.stderr
    assert started.stdout == ""


@pytest.mark.django_db
def test_the_role_that_serves_is_held_by_row_security(settings):
    settings.REFUSE_UNSAFE_DATABASE = True
    assert database_fault() == ""
    with as_role("owner"):
        assert "owns the tables" in database_fault()


def test_a_process_whose_role_is_a_superuser_does_not_start(django_db_setup):
    cluster = postgres.embedded("testing", durable=False)
    address = cluster.url("postgres", connection.settings_dict["NAME"])
    # The refusal by name is passed by: the address leaves the role to the environment of the driver.
    environment = {**os.environ, **SAFE, "DATABASE_URL": address.replace("postgres@", "@"), "PGUSER": "postgres"}
    environment["DJANGO_SETTINGS_MODULE"] = "throughcare.site.settings.deployment"
    script = [sys.executable, "-c", "import throughcare.site.wsgi"]
    started = subprocess.run(
        script, env=environment, capture_output=True, text=True, check=False, cwd=ROOT, timeout=300
    )
    assert started.returncode != 0
    assert "is a superuser, whom row security does not hold" in started.stderr


@pytest.mark.django_db
def test_a_demonstration_does_not_ask(settings):
    settings.REFUSE_UNSAFE_DATABASE = False
    with as_role("owner"):
        assert refuse_unsafe_database() is None
