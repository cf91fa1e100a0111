"""Who sees what of sealed bids, and what nobody may do with them, kept by the database.

Until a competition has closed a bid is seen by its own supplier alone; after that, the bids that were submitted, by those who
buy and by the officers who open them. A draft is the supplier's for ever. What was received, attempted and opened is never
changed. Officers are fixed once the competition's keys are made. No row opens before its deadline, none is received after.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"
ACTOR = "(SELECT throughcare_actor())"
OWN = "= ANY ((SELECT throughcare_suppliers())::bigint[])"
AFTER = """EXISTS (SELECT 1 FROM commissioning_competition ended WHERE ended.id = competition_id
    AND ended.state::text NOT IN ('draft', 'approved', 'published', 'withdrawn'))"""
SHOWN = "state::text NOT IN ('draft', 'withdrawn')"
INVITED = f"""EXISTS (SELECT 1 FROM commissioning_competitioninvitation invited
    WHERE invited.competition_id = commissioning_bid.competition_id AND invited.supplier_id = commissioning_bid.supplier_id
    AND invited.supplier_id {OWN})"""


def of(table: str, column: str, condition: str) -> str:
    """The row of ``table`` that ``column`` names, where the condition holds of it."""
    return f"EXISTS (SELECT 1 FROM {table} held WHERE held.id = {column} AND {condition})"


BID = of("commissioning_bid", "bid_id", "true")
OWN_BID = of("commissioning_bid", "bid_id", f"held.supplier_id {OWN}")
VERSION = of("commissioning_bidversion", "version_id", "true")
OWN_VERSION = of(
    "commissioning_bidversion",
    "version_id",
    f"EXISTS (SELECT 1 FROM commissioning_bid mine WHERE mine.id = held.bid_id AND mine.supplier_id {OWN})",
)


def officer_of(competition: str) -> str:
    """Whoever acts is an officer of that competition."""
    return f"""EXISTS (SELECT 1 FROM commissioning_openingofficer officer WHERE officer.competition_id = {competition}
        AND officer.user_id = {ACTOR} AND officer.removed_at IS NULL)"""


SELF = of("commissioning_openingofficer", "officer_id", f"held.user_id = {ACTOR}")
EITHER = f"""EXISTS (SELECT 1 FROM commissioning_openingofficer held WHERE held.id IN (first_id, second_id)
    AND held.user_id = {ACTOR})"""
SHARE_MINE = of(
    "commissioning_bidkeyshare",
    "share_id",
    f"""EXISTS (SELECT 1 FROM commissioning_openingofficer mine WHERE mine.id = held.first_id AND mine.user_id = {ACTOR})""",
)
OPENED = of("commissioning_openedbid", "opened_id", "true")
OPENER = of("commissioning_openedbid", "opened_id", officer_of("held.competition_id"))

KEPT = (
    "bidversion", "bidversionfile", "bidevent", "bidkey", "bidkeyshare", "openingdeclaration", "openingattempt", "turnedkey",
    "openedbid", "openedbidder", "openedfile", "openedprice",
)  # fmt: skip
APPEND_ONLY = "".join(
    f"""
CREATE TRIGGER {name}_is_kept BEFORE UPDATE OR DELETE ON commissioning_{name} FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER {name}_is_not_emptied BEFORE TRUNCATE ON commissioning_{name} EXECUTE FUNCTION audit_refuse();
"""
    for name in KEPT
)
APPEND_ONLY_BACK = "".join(
    f"DROP TRIGGER {name}_is_kept ON commissioning_{name}; DROP TRIGGER {name}_is_not_emptied ON commissioning_{name};"
    for name in KEPT
)

TIMES = """
-- A clock that goes back is not believed; and submissions and openings of a competition come one after the other.
CREATE FUNCTION commissioning_bid_clock(one bigint, shown timestamptz) RETURNS timestamptz LANGUAGE sql SECURITY DEFINER
SET search_path = public AS $$
    INSERT INTO commissioning_bidclock AS clock (competition_id, reached) VALUES (one, shown)
    ON CONFLICT (competition_id) DO UPDATE SET reached = greatest(clock.reached, excluded.reached)
    RETURNING reached
$$;

CREATE FUNCTION commissioning_bid_in_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF NEW.refusal = '' AND NOT EXISTS (
        SELECT 1 FROM commissioning_bid bid JOIN commissioning_competition one ON one.id = bid.competition_id
        WHERE bid.id = NEW.bid_id AND one.state = 'published'
        AND NEW.at < date_trunc('second', one.closes_at) + interval '1 second') THEN
        RAISE EXCEPTION 'the deadline has passed' USING ERRCODE = 'check_violation', CONSTRAINT = 'bid_received_in_time';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bid_received_in_time BEFORE INSERT ON commissioning_bidevent
    FOR EACH ROW EXECUTE FUNCTION commissioning_bid_in_time();

CREATE FUNCTION commissioning_opened_late_enough() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM commissioning_competition one WHERE one.id = NEW.competition_id
        AND one.state::text NOT IN ('draft', 'approved', 'published', 'withdrawn')
        AND NEW.opened_at >= date_trunc('second', one.closes_at) + interval '1 second') THEN
        RAISE EXCEPTION 'the deadline has not passed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'bid_opened_after_the_deadline';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bid_opened_after_the_deadline BEFORE INSERT ON commissioning_openedbid
    FOR EACH ROW EXECUTE FUNCTION commissioning_opened_late_enough();

CREATE FUNCTION commissioning_turned_late_enough() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM commissioning_bidkeyshare share JOIN commissioning_bidkey sealing ON sealing.id = share.key_id
        JOIN commissioning_competition one ON one.id = sealing.competition_id
        WHERE share.id = NEW.share_id AND one.state::text NOT IN ('draft', 'approved', 'published', 'withdrawn')
        AND NEW.turned_at >= date_trunc('second', one.closes_at) + interval '1 second') THEN
        RAISE EXCEPTION 'the deadline has not passed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'key_turned_after_the_deadline';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER key_turned_after_the_deadline BEFORE INSERT ON commissioning_turnedkey
    FOR EACH ROW EXECUTE FUNCTION commissioning_turned_late_enough();

CREATE FUNCTION commissioning_officers_fixed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    one bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.competition_id ELSE NEW.competition_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM commissioning_bidkey made WHERE made.competition_id = one) THEN
        RAISE EXCEPTION 'the keys are made, so the officers are fixed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'opening_officers_are_fixed';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER opening_officers_are_fixed BEFORE INSERT OR UPDATE OR DELETE ON commissioning_openingofficer
    FOR EACH ROW EXECUTE FUNCTION commissioning_officers_fixed();

-- Which of these people wrote a bid, or act for somebody who is invited: they may not open the bids. It names no bidder.
CREATE FUNCTION commissioning_stand_with_bidders(one bigint, people bigint[]) RETURNS SETOF bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public AS $$
    SELECT acts.user_id FROM organisations_supplieruser acts
    JOIN commissioning_competitioninvitation invited ON invited.supplier_id = acts.supplier_id
    WHERE invited.competition_id = one AND acts.ended_at IS NULL AND acts.user_id = ANY (people)
    UNION SELECT bid.started_by_id FROM commissioning_bid bid
    WHERE bid.competition_id = one AND bid.started_by_id = ANY (people)
    UNION SELECT draft.saved_by_id FROM commissioning_biddraft draft JOIN commissioning_bid bid ON bid.id = draft.bid_id
    WHERE bid.competition_id = one AND draft.saved_by_id = ANY (people)
    UNION SELECT event.by_id FROM commissioning_bidevent event JOIN commissioning_bid bid ON bid.id = event.bid_id
    WHERE bid.competition_id = one AND event.by_id = ANY (people)
$$;
"""
TIMES_BACK = """
DROP FUNCTION commissioning_stand_with_bidders(bigint, bigint[]);
DROP TRIGGER opening_officers_are_fixed ON commissioning_openingofficer;
DROP FUNCTION commissioning_officers_fixed();
DROP TRIGGER key_turned_after_the_deadline ON commissioning_turnedkey;
DROP FUNCTION commissioning_turned_late_enough();
DROP TRIGGER bid_opened_after_the_deadline ON commissioning_openedbid;
DROP FUNCTION commissioning_opened_late_enough();
DROP TRIGGER bid_received_in_time ON commissioning_bidevent;
DROP FUNCTION commissioning_bid_in_time();
DROP FUNCTION commissioning_bid_clock(bigint, timestamptz);
"""


def added(table: str, *, read: str, add: str) -> object:
    """Rows that are read and added, and never changed."""
    return secure_writes(f"commissioning_{table}", read=read, add=add, change="false")


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0030_sealed_bids"), ("audit", "0002_append_only_chains")]

    operations = [
        migrations.RunSQL(APPEND_ONLY, APPEND_ONLY_BACK),
        migrations.RunSQL(TIMES, TIMES_BACK),
        secure_writes(
            "commissioning_bid",
            read=f"(supplier_id {OWN} OR ({SHOWN} AND {BUYER} AND {AFTER}))",
            add=INVITED,
            change=f"(supplier_id {OWN} OR ({SHOWN} AND {BUYER} AND {AFTER}))",
        ),
        secure("commissioning_biddraft", OWN_BID),
        secure("commissioning_biddraftfile", OWN_BID),
        added("bidversion", read=BID, add=OWN_BID),
        added("bidversionfile", read=VERSION, add=OWN_VERSION),
        added("bidevent", read=BID, add=f"(by_id = {ACTOR} AND {OWN_BID})"),
        secure("commissioning_bidclock", "false"),
        secure_writes(
            "commissioning_openingofficer",
            read=f"({BUYER} OR user_id = {ACTOR})",
            add=COMMISSIONER,
            change=f"({COMMISSIONER} OR user_id = {ACTOR})",
        ),
        secure("commissioning_officersecret", SELF),
        secure_writes(
            "commissioning_bidkey",
            read="EXISTS (SELECT 1 FROM commissioning_competition seen WHERE seen.id = competition_id)",
            add=BUYER,
            change="false",
        ),
        added("bidkeyshare", read=EITHER, add=BUYER),
        added("openingdeclaration", read=f"({BUYER} OR {SELF})", add=SELF),
        added("openingattempt", read=BUYER, add=f"by_id = {ACTOR}"),
        added("turnedkey", read=BUYER, add=SHARE_MINE),
        added("openedbid", read=BUYER, add=officer_of("commissioning_openedbid.competition_id")),
        added("openedbidder", read=f"({BUYER} OR supplier_id {OWN})", add=OPENER),
        added("openedfile", read=OPENED, add=OPENER),
        added("openedprice", read=OPENED, add=OPENER),
    ]
