"""Which rows that a bundle could bring were changed here since, so that an import does not write over them unasked.

A row of ``transition_changedhere`` names a row of a table (``row`` is its number) and the columns that were changed. For
periods that a bundle replaces as a whole, ``row`` is the number of what they belong to. An import says of itself that it
is one (``throughcare.importing``), and its changes are not noted. What was taken away is in the history of its table.
"""

from django.db import migrations, models

ROWS = (
    "workforce_team", "workforce_staff", "people_person", "people_othername", "people_identifier", "people_characteristic",
    "people_contactdetail", "people_circumstance", "people_limitedaccess", "people_sentence", "people_requirement",
    "people_licencecondition", "supervision_enforcement", "supervision_registration", "supervision_assessment",
    "supervision_contact",
)  # fmt: skip
WHOLES = {"people_custodyspell": "sentence_id", "supervision_officerspell": "person_id"}

FORWARD = """
CREATE TABLE transition_changedhere (
    relation name NOT NULL, row bigint NOT NULL, columns text[] NOT NULL DEFAULT '{}', PRIMARY KEY (relation, row)
);
REVOKE ALL ON transition_changedhere FROM PUBLIC;

CREATE FUNCTION transition_is_import() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('throughcare.importing', true) = 'yes', false)
$$;

CREATE FUNCTION transition_note_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    INSERT INTO transition_changedhere AS known (relation, row, columns)
    SELECT TG_TABLE_NAME, NEW.id, array_agg(name) FROM jsonb_object_keys(after) name
    WHERE before -> name IS DISTINCT FROM after -> name
    ON CONFLICT (relation, row) DO UPDATE
    SET columns = ARRAY(SELECT DISTINCT unnest(known.columns || excluded.columns) ORDER BY 1);
    RETURN NULL;
END $$;

CREATE FUNCTION transition_note_whole() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO transition_changedhere (relation, row)
    SELECT TG_TABLE_NAME, (part ->> TG_ARGV[0])::bigint FROM unnest(ARRAY[to_jsonb(OLD), to_jsonb(NEW)]) part
    WHERE part IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""
BACK = """
DROP FUNCTION transition_note_whole(); DROP FUNCTION transition_note_row(); DROP FUNCTION transition_is_import();
DROP TABLE transition_changedhere;
"""


def noting(table: str) -> migrations.RunSQL:
    """Note the columns of a row that is changed here."""
    return migrations.RunSQL(
        f"CREATE TRIGGER transition_notes_change AFTER UPDATE ON {table} FOR EACH ROW"
        " WHEN (OLD.* IS DISTINCT FROM NEW.* AND NOT transition_is_import())"
        " EXECUTE FUNCTION transition_note_row()",
        f"DROP TRIGGER transition_notes_change ON {table}",
    )


def noting_whole(table: str, column: str) -> migrations.RunSQL:
    """Note whose periods were changed here, whether one was added, changed or taken away."""
    return migrations.RunSQL(
        f"CREATE TRIGGER transition_notes_change AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW"
        f" WHEN (NOT transition_is_import()) EXECUTE FUNCTION transition_note_whole('{column}')",
        f"DROP TRIGGER transition_notes_change ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("transition", "0004_everything_set_aside"),
        ("supervision", "0019_counts_by_the_indexes"),
        ("workforce", "0001_initial"),
        ("people", "0011_case_numbers"),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACK),
        *(noting(table) for table in ROWS),
        *(noting_whole(table, column) for table, column in WHOLES.items()),
        migrations.AddField(
            model_name="bundlerun",
            name="take_bundle",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="bundlerun",
            name="conflict_count",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
    ]
