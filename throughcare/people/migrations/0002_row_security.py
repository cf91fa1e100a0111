"""Row security on everything about people, from the first day."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

from throughcare.people.row_security import secure, with_person_and_history

ADMITTED = """
CREATE FUNCTION throughcare_admitted(record bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    WITH lines AS (
        SELECT kind, user_id FROM people_limitedaccess
        WHERE person_id = record AND start <= current_date AND (until IS NULL OR current_date < until)
    )
    SELECT NOT EXISTS (SELECT 1 FROM lines WHERE kind = 'exclusion' AND user_id = throughcare_actor())
       AND (NOT EXISTS (SELECT 1 FROM lines WHERE kind = 'restriction')
            OR EXISTS (SELECT 1 FROM lines WHERE kind = 'restriction' AND user_id = throughcare_actor()))
$$;
"""

LIMITED = """
CREATE FUNCTION people_keep_limited() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE people_person person SET limited = lines.any
    FROM (SELECT touched.id, EXISTS (SELECT 1 FROM people_limitedaccess l WHERE l.person_id = touched.id) AS any
          FROM (SELECT DISTINCT unnest(ARRAY[OLD.person_id, NEW.person_id]) AS id) touched) lines
    WHERE person.id = lines.id AND person.limited <> lines.any;
    RETURN NULL;
END $$;
CREATE TRIGGER people_limitedaccess_keep_limited AFTER INSERT OR UPDATE OR DELETE ON people_limitedaccess
    FOR EACH ROW EXECUTE FUNCTION people_keep_limited();
"""

ACTS_AND_SEES_UNIT = """
    (SELECT throughcare_actor()) IS NOT NULL
    AND (delivery_unit_id = ANY ((SELECT throughcare_units())::bigint[]) OR (SELECT throughcare_reaches_all()))
    AND (NOT limited OR throughcare_admitted({id}))
"""

AUDITOR = "(SELECT throughcare_role()) = 'auditor'"
OWN = "actor = coalesce((SELECT throughcare_actor()), 0)"

LOGS = "\n".join(
    f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY {table}_owner ON {table} TO throughcare_owner USING (true) WITH CHECK (true);
    CREATE POLICY {table}_add ON {table} FOR INSERT TO throughcare_web, throughcare_jobs WITH CHECK ({OWN});
    CREATE POLICY {table}_read ON {table} FOR SELECT TO throughcare_web
        USING ({AUDITOR} OR EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = {table}.person));
    """
    for table in ("audit_entry", "audit_consultation")
)

OVERLAP = """
ALTER TABLE people_custodyspell ADD CONSTRAINT custody_spells_do_not_overlap
    EXCLUDE USING gist (sentence_id WITH =, daterange(start, until) WITH &&) DEFERRABLE INITIALLY DEFERRED;
"""

TABLES = (
    "people_othername", "people_identifier", "people_characteristic", "people_contactdetail", "people_circumstance",
    "people_limitedaccess", "people_sentence", "people_custodyspell", "people_requirement", "people_licencecondition",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("organisations", "0002_who_sees_which_units")]

    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(ADMITTED, "DROP FUNCTION throughcare_admitted(bigint)"),
        migrations.RunSQL(LIMITED, "DROP TRIGGER people_limitedaccess_keep_limited ON people_limitedaccess;"
                                   " DROP FUNCTION people_keep_limited()"),
        secure("people_person", ACTS_AND_SEES_UNIT.format(id="people_person.id")),
        secure("people_personevent", "EXISTS (SELECT 1 FROM people_person seen WHERE seen.id = people_personevent.id)"),
        *with_person_and_history(TABLES),
        migrations.RunSQL(LOGS, migrations.RunSQL.noop),
        migrations.RunSQL(OVERLAP, "ALTER TABLE people_custodyspell DROP CONSTRAINT custody_spells_do_not_overlap"),
    ]  # fmt: skip
