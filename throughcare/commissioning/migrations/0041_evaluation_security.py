"""Who sees which bids and scores while bids are evaluated, and what nobody changes, kept by the database.

An evaluator sees the bids once cleared: a declaration about every bidder is there and no conflict stands. Who is behind a bid
stays hidden from whoever evaluates until the consensus is moderated. Nobody sees another's scores before the consensus, and a
locked score is never changed. The last evaluator who locks moves the competition on, and only if everybody has locked.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"
ACTOR = "(SELECT throughcare_actor())"
OWN = "= ANY ((SELECT throughcare_suppliers())::bigint[])"


def evaluations(kind: str) -> str:
    """The competitions that whoever acts evaluates."""
    return f"ANY ((SELECT commissioning_evaluations('{kind}'))::bigint[])"


CLEARED = f"= {evaluations('cleared')}"
BIDS_SHOWN = f"(competition_id {CLEARED} OR ({BUYER} AND competition_id <> ALL ((SELECT commissioning_evaluations('barred'))::bigint[])))"
NAMES_SHOWN = f"""(supplier_id {OWN} OR ({BUYER} AND EXISTS (SELECT 1 FROM commissioning_openedbid seen
    WHERE seen.id = opened_id AND seen.competition_id <> ALL ((SELECT commissioning_evaluations('blind'))::bigint[]))))"""
BID_SEEN = "EXISTS (SELECT 1 FROM commissioning_openedbid seen WHERE seen.id = opened_id)"
OWN_BID = f"""EXISTS (SELECT 1 FROM commissioning_openedbidder behind WHERE behind.opened_id = commissioning_priceinquiry.opened_id
    AND behind.supplier_id {OWN})"""
MINE = f"EXISTS (SELECT 1 FROM commissioning_evaluator mine WHERE mine.id = evaluator_id AND mine.user_id = {ACTOR})"
MINE_NOW = f"""EXISTS (SELECT 1 FROM commissioning_evaluator mine WHERE mine.id = evaluator_id AND mine.user_id = {ACTOR}
    AND mine.cleared_at IS NOT NULL AND mine.ended_at IS NULL)"""
SCORES_SHOWN = """EXISTS (SELECT 1 FROM commissioning_openedbid seen JOIN commissioning_competition one
    ON one.id = seen.competition_id WHERE seen.id = opened_id AND one.state::text NOT IN ('opened', 'individual-scoring'))"""
CHAIR = f"""EXISTS (SELECT 1 FROM commissioning_openedbid seen JOIN commissioning_evaluator mine
    ON mine.competition_id = seen.competition_id WHERE seen.id = opened_id AND mine.user_id = {ACTOR} AND mine.is_chair
    AND mine.cleared_at IS NOT NULL AND mine.ended_at IS NULL)"""

FUNCTIONS = """
-- The competitions of whoever acts, as an evaluator: all they may look into ('active'), those whose bids they see ('cleared'),
-- those whose bids are kept from them ('barred'), and those whose bidders they do not know ('blind').
CREATE FUNCTION commissioning_evaluations(kind text) RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT coalesce(array_agg(one.competition_id), '{}') FROM commissioning_evaluator one
    JOIN commissioning_competition about ON about.id = one.competition_id
    WHERE one.user_id = throughcare_actor() AND CASE kind
        WHEN 'active' THEN one.ended_at IS NULL
        WHEN 'cleared' THEN one.ended_at IS NULL AND one.cleared_at IS NOT NULL
        WHEN 'barred' THEN (one.ended_at IS NULL AND one.cleared_at IS NULL) OR one.ending = 'conflict'
        ELSE one.ending = 'conflict' OR (one.ended_at IS NULL
            AND about.state::text IN ('published', 'closed', 'opened', 'individual-scoring', 'consensus')) END
$$;

-- Who bids, members of consortia among them; in the order of their numbers, so that it says nothing about labels.
CREATE FUNCTION commissioning_all_bidders(one bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT bidder FROM (
        SELECT behind.supplier_id AS bidder FROM commissioning_openedbidder behind
        JOIN commissioning_openedbid opened ON opened.id = behind.opened_id WHERE opened.competition_id = one
        UNION
        SELECT (member->>'supplier')::bigint FROM commissioning_openedbidder behind
        JOIN commissioning_openedbid opened ON opened.id = behind.opened_id
        CROSS JOIN LATERAL jsonb_array_elements(coalesce(behind.who->'members', '[]'::jsonb)) member
        WHERE opened.competition_id = one) everybody
    ORDER BY bidder
$$;
REVOKE EXECUTE ON FUNCTION commissioning_all_bidders(bigint) FROM PUBLIC;
CREATE FUNCTION commissioning_bidders(one bigint) RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT bidder FROM commissioning_all_bidders(one) bidder
    WHERE throughcare_role() IN ('commissioner', 'director') OR one = ANY (commissioning_evaluations('active'))
$$;

CREATE FUNCTION commissioning_clears() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF NEW.cleared_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.cleared_at IS NULL) AND EXISTS (
        SELECT 1 FROM commissioning_all_bidders(NEW.competition_id) bidder WHERE NOT EXISTS (
            SELECT 1 FROM commissioning_evaluatorinterest said WHERE said.evaluator_id = NEW.id AND said.supplier_id = bidder)
        OR EXISTS (
            SELECT 1 FROM commissioning_evaluatorinterest said WHERE said.evaluator_id = NEW.id AND said.supplier_id = bidder
            AND (said.kind = 'conflict' OR (said.kind <> 'none' AND NEW.mitigation = '')))) THEN
        RAISE EXCEPTION 'a bidder is not declared about, or a conflict stands' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'evaluator_cleared_by_a_declaration';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evaluator_cleared_by_a_declaration BEFORE INSERT OR UPDATE ON commissioning_evaluator
    FOR EACH ROW EXECUTE FUNCTION commissioning_clears();

CREATE FUNCTION commissioning_score_in_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.locked_at IS NOT NULL THEN
        RAISE EXCEPTION 'a locked score is never changed' USING ERRCODE = 'check_violation', CONSTRAINT = 'score_is_locked';
    END IF;
    IF TG_OP <> 'DELETE' AND NOT EXISTS (
        SELECT 1 FROM commissioning_evaluator one JOIN commissioning_competition about ON about.id = one.competition_id
        JOIN commissioning_openedbid opened ON opened.competition_id = about.id
        JOIN commissioning_competitionquestion asked ON asked.competition_id = about.id
        WHERE one.id = NEW.evaluator_id AND opened.id = NEW.opened_id AND asked.id = NEW.question_id
        AND about.state = 'individual-scoring' AND one.cleared_at IS NOT NULL AND one.ended_at IS NULL) THEN
        RAISE EXCEPTION 'scores are given while bids are scored' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'score_in_its_time';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER score_in_its_time BEFORE INSERT OR UPDATE OR DELETE ON commissioning_score
    FOR EACH ROW EXECUTE FUNCTION commissioning_score_in_time();

CREATE FUNCTION commissioning_consensus_in_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NOT EXISTS (
        SELECT 1 FROM commissioning_openedbid opened JOIN commissioning_competition about ON about.id = opened.competition_id
        JOIN commissioning_competitionquestion asked ON asked.competition_id = about.id
        WHERE opened.id = NEW.opened_id AND asked.id = NEW.question_id AND about.state = 'consensus') THEN
        RAISE EXCEPTION 'a consensus is reached after scoring and stays once moderated' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'consensus_in_its_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consensus_in_its_time BEFORE INSERT OR UPDATE OR DELETE ON commissioning_consensus
    FOR EACH ROW EXECUTE FUNCTION commissioning_consensus_in_time();

CREATE FUNCTION commissioning_all_locked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF NEW.state = 'consensus' AND OLD.state = 'individual-scoring' AND (
        NOT EXISTS (SELECT 1 FROM commissioning_evaluator one WHERE one.competition_id = NEW.id AND one.ended_at IS NULL)
        OR EXISTS (SELECT 1 FROM commissioning_evaluator one WHERE one.competition_id = NEW.id AND one.ended_at IS NULL
            AND one.locked_at IS NULL)) THEN
        RAISE EXCEPTION 'somebody has not locked their scores' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'consensus_after_all_locked';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consensus_after_all_locked BEFORE UPDATE ON commissioning_competition
    FOR EACH ROW EXECUTE FUNCTION commissioning_all_locked();

CREATE POLICY commissioning_competition_web_lock ON commissioning_competition FOR UPDATE TO throughcare_web
    USING (state = 'individual-scoring' AND id = ANY ((SELECT commissioning_evaluations('cleared'))::bigint[]))
    WITH CHECK (state::text IN ('individual-scoring', 'consensus')
        AND id = ANY ((SELECT commissioning_evaluations('cleared'))::bigint[]));
CREATE POLICY commissioning_competitionevent_web_lock ON commissioning_competitionevent FOR INSERT TO throughcare_web
    WITH CHECK (pgh_obj_id = ANY ((SELECT commissioning_evaluations('cleared'))::bigint[]));
"""
BACK = """
DROP POLICY commissioning_competitionevent_web_lock ON commissioning_competitionevent;
DROP POLICY commissioning_competition_web_lock ON commissioning_competition;
DROP TRIGGER consensus_after_all_locked ON commissioning_competition;
DROP FUNCTION commissioning_all_locked();
DROP TRIGGER consensus_in_its_time ON commissioning_consensus;
DROP FUNCTION commissioning_consensus_in_time();
DROP TRIGGER score_in_its_time ON commissioning_score;
DROP FUNCTION commissioning_score_in_time();
DROP TRIGGER evaluator_cleared_by_a_declaration ON commissioning_evaluator;
DROP FUNCTION commissioning_clears();
DROP FUNCTION commissioning_bidders(bigint);
DROP FUNCTION commissioning_all_bidders(bigint);
DROP FUNCTION commissioning_evaluations(text);
"""
SHOWN = f"""
ALTER POLICY commissioning_openedbid_web_read ON commissioning_openedbid USING ({BIDS_SHOWN});
ALTER POLICY commissioning_openedbidder_web_read ON commissioning_openedbidder USING ({NAMES_SHOWN});
"""
SHOWN_BACK = f"""
ALTER POLICY commissioning_openedbid_web_read ON commissioning_openedbid USING ({BUYER});
ALTER POLICY commissioning_openedbidder_web_read ON commissioning_openedbidder USING (({BUYER} OR supplier_id {OWN}));
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0040_evaluation_and_award")]

    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        migrations.RunSQL(SHOWN, SHOWN_BACK),
        secure_writes(
            "commissioning_evaluator",
            read=f"({BUYER} OR user_id = {ACTOR} OR competition_id = {evaluations('active')})",
            add=COMMISSIONER,
            change=f"({COMMISSIONER} OR user_id = {ACTOR})",
        ),
        secure_writes(
            "commissioning_evaluatorinterest",
            read=f"({BUYER} OR {MINE})",
            add=f"(declared_by_id = {ACTOR} AND ({COMMISSIONER} OR {MINE}))",
            change="false",
        ),
        secure_writes(
            "commissioning_score",
            read=f"({MINE} OR ({BID_SEEN} AND {SCORES_SHOWN}))",
            add=MINE_NOW,
            change=MINE_NOW,
        ),
        secure_writes(
            "commissioning_consensus",
            read=f"({BID_SEEN} AND {SCORES_SHOWN})",
            add=CHAIR,
            change=f"({CHAIR} OR ({COMMISSIONER} AND {BID_SEEN}))",
        ),
        secure_writes(
            "commissioning_moderation",
            read=f"({BUYER} OR competition_id {CLEARED})",
            add=f"({COMMISSIONER} AND by_id = {ACTOR})",
            change="false",
        ),
        secure_writes(
            "commissioning_bidrejection", read=BID_SEEN, add=f"({BUYER} AND by_id = {ACTOR})", change="false"
        ),
        secure_writes(
            "commissioning_priceinquiry",
            read=f"({BUYER} OR {OWN_BID})",
            add=f"({COMMISSIONER} AND asked_by_id = {ACTOR})",
            change=f"({COMMISSIONER} OR {OWN_BID})",
        ),
    ]
