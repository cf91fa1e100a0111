"""What a serving process checks of its database before it answers anybody."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

_WHO = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole,
       coalesce((SELECT pg_has_role(current_user, relowner, 'MEMBER') FROM pg_class
                 WHERE oid = to_regclass('public.people_person')), false)
FROM pg_roles r WHERE r.rolname = current_user
"""


def database_fault() -> str:
    """Why this process's database role could see past row security; empty when it could not."""
    with connection.cursor() as cursor:
        cursor.execute(_WHO)
        name, superuser, bypasses, makes_roles, owns = cursor.fetchone()
    if superuser:
        return f"the database role {name} is a superuser, whom row security does not hold"
    if bypasses:
        return f"the database role {name} has BYPASSRLS: take it away with ALTER ROLE {name} NOBYPASSRLS"
    if makes_roles:
        return f"the database role {name} has CREATEROLE: take it away with ALTER ROLE {name} NOCREATEROLE"
    if owns:
        return f"the database role {name} owns the tables: serve as throughcare_web, migrate as throughcare_owner"
    return ""


def refuse_unsafe_database() -> None:
    """Raise ``ImproperlyConfigured`` where a deployment would serve as a role that sees past row security."""
    if not settings.REFUSE_UNSAFE_DATABASE:
        return
    fault = database_fault()
    connections.close_all()
    if fault:
        raise ImproperlyConfigured(fault)
