"""A lot goes to one next round, and only if it ended without an award; and competitions close by the database's own clock.

Whoever calls ``commissioning_close_due`` says what their clock shows. Where that is later than the database's own, the
database's counts: nothing closes early because a page's clock runs ahead, or because somebody says so. Whoever may act as the
owner, who could write the state anyway, is believed: so tests and the demonstration close what lies ahead.
"""

import django.db.models.deletion
from django.db import migrations, models

ROUNDS = """
-- Lots of next rounds from before this was kept: the lot of the same category and title in the round before.
ALTER TABLE commissioning_competitionlot DISABLE TRIGGER lots_frozen;
UPDATE commissioning_competitionlot again SET again_of_id = before.id
FROM commissioning_competition made, commissioning_competitionlot before
WHERE made.id = again.competition_id AND before.competition_id = made.round_of_id
    AND before.category_id = again.category_id AND before.title = again.title
    AND (EXISTS (SELECT 1 FROM commissioning_noaward ended WHERE ended.lot_id = before.id)
        OR EXISTS (SELECT 1 FROM commissioning_competition over WHERE over.id = before.competition_id
            AND over.state::text IN ('withdrawn', 'cancelled')))
    AND again.id = (SELECT min(first.id) FROM commissioning_competitionlot first JOIN commissioning_competition round
        ON round.id = first.competition_id WHERE round.round_of_id = before.competition_id AND round.state <> 'withdrawn'
        AND first.category_id = before.category_id AND first.title = before.title);
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
ALTER TABLE commissioning_competitionlot ENABLE TRIGGER lots_frozen;

CREATE FUNCTION commissioning_lot_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    before commissioning_competitionlot%ROWTYPE;
BEGIN
    IF NEW.again_of_id IS NULL THEN RETURN NEW; END IF;
    -- The lock makes two next rounds of one lot wait for each other, so that the second sees the first.
    SELECT * INTO before FROM commissioning_competitionlot one WHERE one.id = NEW.again_of_id FOR UPDATE;
    IF NOT EXISTS (SELECT 1 FROM commissioning_competition made JOIN commissioning_competition over ON over.id = made.round_of_id
        WHERE made.id = NEW.competition_id AND over.id = before.competition_id
        AND (over.state::text IN ('withdrawn', 'cancelled') OR (over.state::text IN ('concluded', 'no-award')
            AND EXISTS (SELECT 1 FROM commissioning_noaward ended WHERE ended.lot_id = before.id)
            AND NOT EXISTS (SELECT 1 FROM commissioning_directaward given WHERE given.lot_id = before.id)))) THEN
        RAISE EXCEPTION 'a next round is of lots that ended without an award' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'lot_again_ended_without_award';
    END IF;
    IF EXISTS (SELECT 1 FROM commissioning_competitionlot other JOIN commissioning_competition round
        ON round.id = other.competition_id WHERE other.again_of_id = NEW.again_of_id AND other.id <> NEW.id
        AND round.state <> 'withdrawn') THEN
        RAISE EXCEPTION 'the lot is in a next round already' USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_again_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lot_again BEFORE INSERT OR UPDATE OF again_of_id ON commissioning_competitionlot
    FOR EACH ROW EXECUTE FUNCTION commissioning_lot_again();
"""
ROUNDS_BACK = """
DROP TRIGGER lot_again ON commissioning_competitionlot;
DROP FUNCTION commissioning_lot_again();
"""


def closing(moment: str) -> str:
    """Close what is due at an instant. The deadline's own second is in time; the one after it is not."""
    return f"""
CREATE OR REPLACE FUNCTION commissioning_close_due(moment timestamptz) RETURNS TABLE (id bigint, reference varchar)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    WITH clock AS (SELECT {moment} AS now), closed AS (
        UPDATE commissioning_competition one SET state = 'closed' FROM clock
        WHERE one.state = 'published' AND one.closes_at + interval '1 second' <= clock.now
        RETURNING one.id, one.reference
    ), logged AS (
        INSERT INTO audit_entry (at, actor, actor_name, action, subject, person, detail, sequence, previous, hash)
        SELECT clock.now, 0, '', 'commissioning.close_competition', closed.reference, NULL,
            jsonb_build_object('competition', closed.id), 0, '', '' FROM closed, clock
    )
    SELECT closed.id, closed.reference FROM closed
$$;
"""


OWN_CLOCK = """CASE WHEN pg_has_role(session_user, 'throughcare_owner', 'MEMBER') THEN moment
        ELSE least(moment, clock_timestamp()) END"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0092_letters_without_an_award")]

    operations = [
        migrations.AddField(
            model_name="competitionlot",
            name="again_of",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="again",
                to="commissioning.competitionlot",
                help_text="The lot of the round before that ended without an award; a trigger sees to it that it did.",
            ),
        ),
        migrations.RunSQL(ROUNDS, ROUNDS_BACK),
        migrations.RunSQL(closing(OWN_CLOCK), closing("moment")),
    ]
