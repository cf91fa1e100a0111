"""Officer spells are kept from overlapping by unique keys, which cost a thirtieth of an exclusion constraint.

With the deferred foreign key from ``until`` to ``start`` and unique starts, which were there before, the chain of a person
has no overlap and no gap (see ``OfficerSpell``). Patterns are never looked for in references, so the indexes for it go.
"""

from django.db import migrations, models

FORWARD = """
ALTER TABLE supervision_officerspell DROP CONSTRAINT officer_spells_do_not_overlap;
ALTER TABLE supervision_officerspell ADD CONSTRAINT officer_spells_do_not_overlap
    UNIQUE NULLS NOT DISTINCT (person_id, until) DEFERRABLE INITIALLY DEFERRED;
"""
BACK = """
ALTER TABLE supervision_officerspell DROP CONSTRAINT officer_spells_do_not_overlap;
ALTER TABLE supervision_officerspell ADD CONSTRAINT officer_spells_do_not_overlap
    EXCLUDE USING gist (person_id WITH =, daterange(start, until) WITH &&) DEFERRABLE INITIALLY DEFERRED;
"""
PATTERNS = """
DO $$
DECLARE
    index name;
BEGIN
    FOR index IN
        SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE '%\\_reference\\_%\\_like'
        AND tablename ~ '^(people|supervision)_'
    LOOP
        EXECUTE format('DROP INDEX %I', index);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0006_load_spells"), ("people", "0008_faster_folding")]

    operations = [
        migrations.AddConstraint(
            model_name="officerspell",
            constraint=models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("start")),
                name="officer_spell_is_not_empty",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
        migrations.RunSQL(PATTERNS, migrations.RunSQL.noop),
    ]
