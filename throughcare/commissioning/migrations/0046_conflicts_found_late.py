"""Where an evaluator ends for a conflict, what was agreed with them is open again, and nobody waits for their scores."""

from django.db import migrations

INVOLVED = """EXISTS (SELECT 1 FROM commissioning_evaluator mine WHERE mine.competition_id = {competition}
    AND mine.user_id = (SELECT throughcare_actor()))"""
CLEARED = "{competition} = ANY ((SELECT commissioning_evaluations('cleared'))::bigint[])"


def policies(who: str) -> str:
    """Who of the evaluators may move the competition on to its consensus; a trigger sees that everybody has locked."""
    own, event = who.format(competition="commissioning_competition.id"), who.format(competition="pgh_obj_id")
    return f"""
    ALTER POLICY commissioning_competition_web_lock ON commissioning_competition
        USING (state = 'individual-scoring' AND {own})
        WITH CHECK (state::text IN ('individual-scoring', 'consensus') AND {own});
    ALTER POLICY commissioning_competitionevent_web_lock ON commissioning_competitionevent WITH CHECK ({event});
    """


AGAIN = """
-- How many score a competition, and how many of them have locked: nothing else, so whoever leaves may ask as well.
CREATE FUNCTION commissioning_scorers(one bigint) RETURNS TABLE (there bigint, locked bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public AS $$
    SELECT count(*), count(scorer.locked_at) FROM commissioning_evaluator scorer
    WHERE scorer.competition_id = one AND scorer.ended_at IS NULL
$$;
CREATE FUNCTION commissioning_agree_again() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE commissioning_consensus SET agreed_at = NULL WHERE opened_id IN (
        SELECT opened.id FROM commissioning_openedbid opened JOIN commissioning_competition about
        ON about.id = opened.competition_id WHERE about.id = NEW.competition_id AND about.state = 'consensus');
    RETURN NULL;
END $$;
CREATE TRIGGER agreed_again_after_a_conflict AFTER UPDATE ON commissioning_evaluator FOR EACH ROW
    WHEN (NEW.ending = 'conflict' AND OLD.ending = '') EXECUTE FUNCTION commissioning_agree_again();
"""
BACK = """
DROP TRIGGER agreed_again_after_a_conflict ON commissioning_evaluator;
DROP FUNCTION commissioning_agree_again();
DROP FUNCTION commissioning_scorers(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0045_register_in_summary")]

    operations = [migrations.RunSQL(AGAIN, BACK), migrations.RunSQL(policies(INVOLVED), policies(CLEARED))]
