"""A person's own appointments say which of two equal hours is meant, in the night in which the clocks go back."""

from django.db import migrations

ME = "throughcare_own_person() AS me(id)"
MEETINGS = "'COAI', 'COHV', 'COAP', 'CHVS', 'COPT', 'COVC', 'CODC', 'C084', 'COOO', 'COSR', 'ESCI'"


def view(further: str) -> str:
    """The view with ``further`` columns behind those it has."""
    return f"""
        CREATE OR REPLACE VIEW own_appointment WITH (security_barrier) AS
        SELECT contact.id, contact.reference, contact.type, contact.date, contact.time, contact.minutes, contact.outcome,
            coalesce(arranged.place, '') AS place, arranged.requirement_id AS requirement,
            coalesce(staff.forenames || ' ' || staff.surname, '') AS officer{further}
        FROM {ME}
        JOIN supervision_contact contact ON contact.person_id = me.id
        LEFT JOIN supervision_appointment arranged ON arranged.contact_id = contact.id
        LEFT JOIN workforce_staff staff ON staff.id = contact.staff_id
        WHERE contact.type IN ({MEETINGS}) AND contact.outcome <> 'EROR'"""


# A column cannot be taken from a view that stands: the way back makes it anew, without what was added.
BACK = "DROP VIEW own_appointment;" + view("")


class Migration(migrations.Migration):
    dependencies = [("own", "0002_own_view"), ("supervision", "0011_appointments")]

    operations = [migrations.RunSQL(view(", coalesce(arranged.second, false) AS second"), BACK)]
