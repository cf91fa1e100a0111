"""Who agreed for a body, the counts of the caseload and why a volume was overruled are read by those who buy alone.

What the public knows of the parts of a need stands in its releases, which a commissioner makes: nobody else reads these
two tables, published or not. A row has both public and inner columns, so the whole row is kept.
"""

from django.db import migrations

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
NEED = "EXISTS (SELECT 1 FROM commissioning_need seen WHERE seen.id = need_id)"


def read(table: str) -> migrations.RunSQL:
    """Those who buy read it; before, whoever saw its need did."""
    forward, backward = (
        f"DROP POLICY {table}_web_read ON {table};"
        f"CREATE POLICY {table}_web_read ON {table} FOR SELECT TO throughcare_web USING ({condition});"
        for condition in (BUYER, NEED)
    )
    return migrations.RunSQL(forward, backward)


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0068_pipeline_security")]

    operations = [read("commissioning_needparty"), read("commissioning_needline")]
