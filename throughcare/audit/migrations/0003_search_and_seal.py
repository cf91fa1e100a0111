"""Searching the logs by subject, and partitions that cannot be read past the row security of the whole log."""

from django.db import migrations, models

# A partition is a table of its own: without row security it would answer whoever names it. It has no policy, so only
# the log as a whole, with its policies, leads to its rows. It takes no truncation either: that trigger is not inherited.
PARTITION = """
CREATE OR REPLACE FUNCTION audit_make_partition(month date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    name text := 'audit_consultation_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF audit_consultation FOR VALUES FROM (%L) TO (%L)',
                       name, first, (first + interval '1 month')::date);
        PERFORM audit_seal_partition(name);
    END IF;
END $$;
"""

SEAL = """
CREATE FUNCTION audit_seal_partition(name text) RETURNS void LANGUAGE plpgsql SET search_path = public AS $$
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON %I EXECUTE FUNCTION audit_refuse()', name);
END $$;
SELECT audit_seal_partition(inhrelid::regclass::text) FROM pg_inherits WHERE inhparent = 'audit_consultation'::regclass;
"""

INDEX = "CREATE INDEX audit_consultation_subject ON audit_consultation (subject, at DESC)"


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only_chains")]

    operations = [
        migrations.RunSQL(SEAL, migrations.RunSQL.noop),
        migrations.RunSQL(PARTITION, migrations.RunSQL.noop),
        migrations.RunSQL(INDEX, "DROP INDEX audit_consultation_subject"),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["subject", "-at"], condition=~models.Q(subject=""), name="entry_subject"),
        ),
    ]
