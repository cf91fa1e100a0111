"""Bring a database up to date: migrations and reference data as the owner, then what each role may do."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connections

from throughcare.organisations.commands import load_geography

GRANTS = """
GRANT USAGE ON SCHEMA public TO throughcare_web, throughcare_jobs;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO throughcare_web, throughcare_jobs;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO throughcare_web, throughcare_jobs;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO throughcare_web, throughcare_jobs;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry, audit_consultation FROM throughcare_web, throughcare_jobs;
REVOKE INSERT, UPDATE, DELETE ON audit_chain, django_migrations FROM throughcare_web, throughcare_jobs;
REVOKE ALL ON transition_setaside FROM throughcare_web, throughcare_jobs;
"""

# Room in the log of who looked, for a year ahead.
MONTHS = """
SELECT audit_make_partition((date_trunc('month', current_date) + n * interval '1 month')::date)
FROM generate_series(0, 12) AS n
"""


def prepare(database: str = "default", *, geography: bool = True) -> None:
    """Migrate, load the geography and grant; the connection must be the owner's. Doing it twice changes nothing."""
    call_command("migrate", database=database, interactive=False, verbosity=0, skip_checks=True)
    if geography:
        load_geography()
    with connections[database].cursor() as cursor:
        cursor.execute(GRANTS)
        cursor.execute(MONTHS)
