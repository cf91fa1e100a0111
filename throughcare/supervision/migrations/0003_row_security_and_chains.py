"""Row security of supervision, and the chain of responsible officers."""

from django.db import migrations

from throughcare.people.row_security import with_person, with_person_and_history

CHAIN = """
ALTER TABLE supervision_officerspell ADD CONSTRAINT officer_spells_do_not_overlap
    EXCLUDE USING gist (person_id WITH =, daterange(start, until) WITH &&) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE supervision_officerspell ADD CONSTRAINT officer_spells_leave_no_gap
    FOREIGN KEY (person_id, until) REFERENCES supervision_officerspell (person_id, start)
    DEFERRABLE INITIALLY DEFERRED;
"""

BACK = """
ALTER TABLE supervision_officerspell DROP CONSTRAINT officer_spells_leave_no_gap;
ALTER TABLE supervision_officerspell DROP CONSTRAINT officer_spells_do_not_overlap;
"""

TABLES = (
    "supervision_officerspell", "supervision_registration", "supervision_assessment", "supervision_enforcement",
    "supervision_contact",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("supervision", "0002_initial"), ("people", "0002_row_security")]

    operations = [
        *with_person_and_history(TABLES),
        with_person("supervision_tier"),
        with_person("supervision_contactdue"),
        migrations.RunSQL(CHAIN, BACK),
    ]
