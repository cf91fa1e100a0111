"""Row security of the outbox: a message about a person is visible with the person, any other to administrators.

The outbox lies below this context and knows a person only by number, so who may see one is said here. Whoever acts may
write a message about nobody; who may not see the person may not write to them either.
"""

from django.db import migrations

from throughcare.people.row_security import ACTING

SEEN = "EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = {table}.person)"
VISIBLE = f"({SEEN} OR ({{table}}.person IS NULL AND (SELECT throughcare_role()) = 'administrator'))"
WRITABLE = f"({SEEN} OR ({{table}}.person IS NULL AND {ACTING}))"


def secured(table: str) -> migrations.RunSQL:
    """Row security of one of the two tables, forced."""
    visible, writable = VISIBLE.format(table=table), WRITABLE.format(table=table)
    forward = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_owner ON {table} TO throughcare_owner USING (true) WITH CHECK (true);
        CREATE POLICY {table}_jobs ON {table} TO throughcare_jobs USING ({ACTING}) WITH CHECK ({ACTING});
        CREATE POLICY {table}_web_read ON {table} FOR SELECT TO throughcare_web USING ({visible});
        CREATE POLICY {table}_web_add ON {table} FOR INSERT TO throughcare_web WITH CHECK ({writable});
        CREATE POLICY {table}_web_change ON {table} FOR UPDATE TO throughcare_web
            USING ({visible}) WITH CHECK ({visible});
        CREATE POLICY {table}_web_remove ON {table} FOR DELETE TO throughcare_web USING (false);
    """
    backward = f"""
        DROP POLICY {table}_web_remove ON {table};
        DROP POLICY {table}_web_change ON {table};
        DROP POLICY {table}_web_add ON {table};
        DROP POLICY {table}_web_read ON {table};
        DROP POLICY {table}_jobs ON {table};
        DROP POLICY {table}_owner ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
    """
    return migrations.RunSQL(forward, backward)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_exact_words_first"), ("outbox", "0002_backlog")]

    operations = [secured("outbox_message"), secured("outbox_messageevent")]
