"""Starting Django in a command, as one of the three database roles."""

from __future__ import annotations

import os

import click

from throughcare.site import postgres


def use_django(role: str) -> None:
    """Set up Django for this process, connected as ``role``; starts the embedded server where no database is named."""
    os.environ["THROUGHCARE_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "throughcare.site.settings.demo")
    if "DATABASE_URL" not in os.environ:
        postgres.embedded().start()
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, KeyError) as error:
        raise click.ClickException(str(error)) from error
    if role != "owner":
        _refuse_an_empty_database()


def _refuse_an_empty_database() -> None:
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('accounts_user') IS NULL")
            empty = cursor.fetchone()[0]
    except OperationalError as error:
        raise click.ClickException(f"the database does not answer: {error}") from error
    if empty:
        raise click.ClickException("the database is empty: run `throughcare migrate` first, or `make demo`")
    connection.close()
