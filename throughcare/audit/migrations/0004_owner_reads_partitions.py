"""The owner reads partitions one by one, as a backup does; everybody else still goes through the log as a whole.

The owner saw every row before, by the policy of the whole log. Without a policy on the partitions, which a dump copies one by
one, a backup made as the owner would hold an empty log.
"""

from django.db import migrations

SEAL = """
CREATE OR REPLACE FUNCTION audit_seal_partition(name text) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO throughcare_owner USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON %I EXECUTE FUNCTION audit_refuse()', name);
END $$;
DO $$
DECLARE
    partition name;
BEGIN
    FOR partition IN SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
                     WHERE inhparent = 'audit_consultation'::regclass LOOP
        EXECUTE format('CREATE POLICY %I ON %I TO throughcare_owner USING (true) WITH CHECK (true)',
                       partition || '_owner', partition);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_search_and_seal")]

    operations = [migrations.RunSQL(SEAL, migrations.RunSQL.noop)]
