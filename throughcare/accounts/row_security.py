"""Row security: SQL that migrations run, the same for every context above.

``web`` sees and writes what a condition says; ``jobs`` sees every row while somebody is acting; ``owner``, which migrates,
sees everything. Security is forced, so it holds for the table's owner as well.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

ACTING = "(SELECT throughcare_actor()) IS NOT NULL"


def secure(table: str, visible: str) -> RunSQL:
    """Switch row security on for ``table``; ``visible`` is the SQL condition under which ``web`` sees and writes a row."""
    return _secured(table, {"web": f"USING ({visible}) WITH CHECK ({visible})"})


def secure_writes(table: str, *, read: str, add: str, change: str, remove: str = "false") -> RunSQL:
    """The same with a condition of its own for each of reading, adding, changing and removing a row."""
    return _secured(
        table,
        {
            "web_read": f"USING ({read})",
            "web_add": f"WITH CHECK ({add})",
            "web_change": f"USING ({change}) WITH CHECK ({change})",
            "web_remove": f"USING ({remove})",
        },
    )


_FOR = {"web_read": "FOR SELECT", "web_add": "FOR INSERT", "web_change": "FOR UPDATE", "web_remove": "FOR DELETE"}


def _secured(table: str, web: dict[str, str]) -> RunSQL:
    made = "".join(
        f"CREATE POLICY {table}_{name} ON {table} {_FOR.get(name, '')} TO throughcare_web {condition};\n"
        for name, condition in web.items()
    )
    forward = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_owner ON {table} TO throughcare_owner USING (true) WITH CHECK (true);
        CREATE POLICY {table}_jobs ON {table} TO throughcare_jobs USING ({ACTING}) WITH CHECK ({ACTING});
        {made}
    """
    names = (*reversed(web), "jobs", "owner")
    dropped = "".join(f"DROP POLICY {table}_{name} ON {table};\n" for name in names)
    backward = f"""
        {dropped}
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """
    return RunSQL(forward, backward)
