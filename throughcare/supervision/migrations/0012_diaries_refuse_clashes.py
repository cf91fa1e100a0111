"""Nobody is in two places at once: instants, exclusion constraints, and the triggers and functions that keep to them."""

from django.db import migrations

from throughcare.people.row_security import with_person_and_history

# Of an hour that comes twice the database takes the second unless told otherwise, so both neighbours are looked at. Immutable,
# as the rules of summer time are to us: they have not changed since 1996.
INSTANT = """
CREATE FUNCTION supervision_instant(day date, clock time, second boolean) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE
PARALLEL SAFE AS $$
DECLARE
    wanted timestamp := day + clock;
    usual timestamp := (wanted AT TIME ZONE 'Europe/London') AT TIME ZONE 'UTC';
    other timestamp := usual + CASE WHEN second THEN interval '1 hour' ELSE interval '-1 hour' END;
BEGIN
    IF (other AT TIME ZONE 'UTC') AT TIME ZONE 'Europe/London' = wanted THEN
        RETURN other AT TIME ZONE 'UTC';
    END IF;
    RETURN usual AT TIME ZONE 'UTC';
END $$;
"""

CONSTRAINTS = """
ALTER TABLE supervision_appointment ADD CONSTRAINT appointments_of_an_officer_do_not_overlap
    EXCLUDE USING gist (staff_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (holds AND beside = '' AND staff_id IS NOT NULL);
ALTER TABLE supervision_appointment ADD CONSTRAINT appointments_of_a_person_do_not_overlap
    EXCLUDE USING gist (person_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (holds AND beside = '');
"""

CONSTRAINTS_BACK = """
ALTER TABLE supervision_appointment DROP CONSTRAINT appointments_of_a_person_do_not_overlap;
ALTER TABLE supervision_appointment DROP CONSTRAINT appointments_of_an_officer_do_not_overlap;
"""

# What was changed on the contact by whatever way (an import, a merge, a change of officer) changes on its arrangement. Where
# that brings two together, both stay and the later says where it came from.
FOLLOW = """
CREATE FUNCTION supervision_appointment_follows() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    gone text := CASE WHEN NEW.outcome IN ('RSSR', 'RSOF') THEN 'moved' WHEN NEW.outcome IN ('CANS', 'CANP') THEN 'cancelled'
                      WHEN NEW.outcome = 'EROR' THEN 'error' ELSE '' END;
    mine supervision_appointment;
BEGIN
    SELECT * INTO mine FROM supervision_appointment WHERE contact_id = NEW.id;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF (NEW.date, NEW.time, NEW.minutes) IS DISTINCT FROM (OLD.date, OLD.time, OLD.minutes) THEN
        mine.starts_at := CASE WHEN NEW.time IS NOT NULL THEN supervision_instant(NEW.date, NEW.time, mine.second) END;
        mine.ends_at := mine.starts_at + coalesce(NEW.minutes, OLD.minutes, 30) * interval '1 minute';
    END IF;
    IF gone <> '' AND mine.ended = '' THEN
        mine.ended := gone;
        mine.ended_at := now();
    ELSIF gone = '' AND mine.ended <> '' THEN
        mine.ended := '';
        mine.ended_at := NULL;
        mine.asked_by := '';
        mine.ended_why := '';
        mine.ended_by_id := NULL;
    END IF;
    mine.holds := mine.holds AND mine.starts_at IS NOT NULL AND mine.ended = '';
    BEGIN
        UPDATE supervision_appointment SET person_id = NEW.person_id, staff_id = NEW.staff_id, starts_at = mine.starts_at,
            ends_at = mine.ends_at, ended = mine.ended, ended_at = mine.ended_at, asked_by = mine.asked_by,
            ended_why = mine.ended_why, ended_by_id = mine.ended_by_id, holds = mine.holds
        WHERE id = mine.id;
    EXCEPTION WHEN exclusion_violation THEN
        UPDATE supervision_appointment SET person_id = NEW.person_id, staff_id = NEW.staff_id, starts_at = mine.starts_at,
            ends_at = mine.ends_at, ended = mine.ended, ended_at = mine.ended_at, holds = mine.holds,
            beside = 'taken-over', beside_at = now()
        WHERE id = mine.id;
    END;
    RETURN NULL;
END $$;
CREATE TRIGGER supervision_contact_appointment_follows AFTER UPDATE ON supervision_contact FOR EACH ROW
    WHEN ((OLD.date, OLD.time, OLD.minutes, OLD.staff_id, OLD.person_id, OLD.outcome)
        IS DISTINCT FROM (NEW.date, NEW.time, NEW.minutes, NEW.staff_id, NEW.person_id, NEW.outcome))
    EXECUTE FUNCTION supervision_appointment_follows();
"""

FOLLOW_BACK = """
DROP TRIGGER supervision_contact_appointment_follows ON supervision_contact;
DROP FUNCTION supervision_appointment_follows();
"""

# Contacts that came without an arrangement (imported) take their time in the diary when somebody first books against them:
# the earliest hold it, any that overlap with one of those stand beside it. Whoever asks need not see them.
TAKE_UP = """
CREATE FUNCTION supervision_take_up(officer bigint, someone bigint, since date, lengths jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    one record;
BEGIN
    FOR one IN
        SELECT c.id, c.person_id, c.staff_id, supervision_instant(c.date, c.time, false) AS starts_at,
            coalesce(c.minutes, (lengths ->> c.type)::int, 30) * interval '1 minute' AS takes
        FROM supervision_contact c
        WHERE c.id IN (SELECT id FROM supervision_contact
                       WHERE staff_id = officer AND outcome = '' AND date >= since AND time IS NOT NULL
                       UNION SELECT id FROM supervision_contact
                       WHERE person_id = someone AND outcome = '' AND date >= since AND time IS NOT NULL)
          AND lengths ? c.type
          AND NOT EXISTS (SELECT 1 FROM supervision_appointment a WHERE a.contact_id = c.id)
        ORDER BY c.date, c.time, c.id
    LOOP
        INSERT INTO supervision_appointment (contact_id, person_id, staff_id, starts_at, ends_at, second, place, series,
            remind, holds, beside, beside_note, ended, asked_by, ended_why)
        VALUES (one.id, one.person_id, one.staff_id, one.starts_at, one.starts_at + one.takes, false, '', '', false, true,
            '', '', '', '', '')
        ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
            INSERT INTO supervision_appointment (contact_id, person_id, staff_id, starts_at, ends_at, second, place, series,
                remind, holds, beside, beside_note, beside_at, ended, asked_by, ended_why)
            VALUES (one.id, one.person_id, one.staff_id, one.starts_at, one.starts_at + one.takes, false, '', '', false,
                true, 'taken-over', '', now(), '', '', '')
            ON CONFLICT (contact_id) DO NOTHING;
        END IF;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0011_appointments"), ("people", "0002_row_security")]

    operations = [
        migrations.RunSQL(INSTANT, "DROP FUNCTION supervision_instant(date, time, boolean)"),
        *with_person_and_history(("supervision_appointment",)),
        migrations.RunSQL(CONSTRAINTS, CONSTRAINTS_BACK),
        migrations.RunSQL(FOLLOW, FOLLOW_BACK),
        migrations.RunSQL(TAKE_UP, "DROP FUNCTION supervision_take_up(bigint, bigint, date, jsonb)"),
    ]
