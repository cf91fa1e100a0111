"""Who sees what of market engagement, how many can come, and that what was announced and told stays.

An event is public once it is announced. Who comes and who asked is seen by them and by those who buy. Who was invited is
public once the notes are. Answers are public through a function that says nothing of who asked.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"
OWN = "supplier_id = ANY ((SELECT throughcare_suppliers())::bigint[])"
SEEN = "EXISTS (SELECT 1 FROM commissioning_engagement seen WHERE seen.id = engagement_id)"
REPORTED = (
    "EXISTS (SELECT 1 FROM commissioning_engagement seen WHERE seen.id = engagement_id AND seen.notes_at IS NOT NULL)"
)
TAKES = """EXISTS (SELECT 1 FROM commissioning_engagement seen WHERE seen.id = engagement_id
    AND seen.announced_at IS NOT NULL AND seen.state::text <> 'cancelled')"""

FUNCTIONS = """
-- What was announced keeps its address and its process; notes that are out can be put right and not taken back.
CREATE FUNCTION commissioning_engagement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.announced_at IS NOT NULL AND (OLD.reference, OLD.ocid, OLD.market_id, OLD.need_id, OLD.announced_at)
        IS DISTINCT FROM (NEW.reference, NEW.ocid, NEW.market_id, NEW.need_id, NEW.announced_at) THEN
        RAISE EXCEPTION 'an announced event stays what it is' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'engagement_stays_announced';
    END IF;
    IF OLD.notes_at IS NOT NULL AND (NEW.notes_at IS NULL OR NEW.notes_at < OLD.notes_at) THEN
        RAISE EXCEPTION 'notes are not taken back' USING ERRCODE = 'check_violation', CONSTRAINT = 'engagement_notes_stay';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER engagement_kept BEFORE UPDATE ON commissioning_engagement
    FOR EACH ROW EXECUTE FUNCTION commissioning_engagement_kept();

-- Nobody comes to an event that is not announced or has begun, and no more than there is room for, also at the same moment.
CREATE FUNCTION commissioning_engagement_has_room() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    one commissioning_engagement%ROWTYPE;
    taken bigint;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.said_at = OLD.said_at AND NEW.people = OLD.people THEN RETURN NEW; END IF;
    SELECT * INTO one FROM commissioning_engagement event WHERE event.id = NEW.engagement_id FOR NO KEY UPDATE;
    IF one.state <> 'announced' OR NEW.said_at >= one.starts_at THEN
        RAISE EXCEPTION 'nobody can come to it' USING ERRCODE = 'check_violation', CONSTRAINT = 'engagement_is_to_come';
    END IF;
    SELECT COALESCE(sum(other.people), 0) INTO taken FROM commissioning_engagementreply other
        WHERE other.engagement_id = NEW.engagement_id AND other.withdrawn_at IS NULL AND other.supplier_id <> NEW.supplier_id;
    IF NEW.withdrawn_at IS NULL AND one.places IS NOT NULL AND taken + NEW.people > one.places THEN
        RAISE EXCEPTION 'no room' USING ERRCODE = 'check_violation', CONSTRAINT = 'engagement_has_room';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER engagement_has_room BEFORE INSERT OR UPDATE ON commissioning_engagementreply
    FOR EACH ROW EXECUTE FUNCTION commissioning_engagement_has_room();

-- A supplier says for itself whether it comes; whether it came is for those who held it.
CREATE FUNCTION commissioning_engagement_reply_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.engagement_id, OLD.supplier_id) IS DISTINCT FROM (NEW.engagement_id, NEW.supplier_id)
        OR (OLD.came IS DISTINCT FROM NEW.came AND throughcare_role() = 'supplier') THEN
        RAISE EXCEPTION 'a reply is of one supplier' USING ERRCODE = 'check_violation', CONSTRAINT = 'engagement_reply_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER engagement_reply_kept BEFORE UPDATE ON commissioning_engagementreply
    FOR EACH ROW EXECUTE FUNCTION commissioning_engagement_reply_kept();

-- How many come, for everybody; who they are is not said.
CREATE FUNCTION commissioning_engagement_coming(numbers bigint[]) RETURNS TABLE (engagement bigint, organisations bigint,
    people bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT one.engagement_id, count(*), sum(one.people) FROM commissioning_engagementreply one
    JOIN commissioning_engagement event ON event.id = one.engagement_id
    WHERE one.engagement_id = ANY (numbers) AND one.withdrawn_at IS NULL AND event.announced_at IS NOT NULL
    GROUP BY one.engagement_id
$$;

CREATE FUNCTION commissioning_engagement_answers(event bigint) RETURNS TABLE (number smallint, told text, answer text,
    answered_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT one.number, one.told, one.answer, one.answered_at FROM commissioning_engagementquestion one
    JOIN commissioning_engagement asked ON asked.id = one.engagement_id
    WHERE asked.id = event AND asked.announced_at IS NOT NULL AND one.answered_at IS NOT NULL
    ORDER BY one.number
$$;
"""
BACK = """
DROP FUNCTION commissioning_engagement_answers(bigint);
DROP FUNCTION commissioning_engagement_coming(bigint[]);
DROP TRIGGER engagement_reply_kept ON commissioning_engagementreply;
DROP FUNCTION commissioning_engagement_reply_kept();
DROP TRIGGER engagement_has_room ON commissioning_engagementreply;
DROP FUNCTION commissioning_engagement_has_room();
DROP TRIGGER engagement_kept ON commissioning_engagement;
DROP FUNCTION commissioning_engagement_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0065_engagement")]

    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        secure_writes(
            "commissioning_engagement",
            read=f"(announced_at IS NOT NULL OR {BUYER})",
            add=COMMISSIONER,
            change=COMMISSIONER,
        ),
        secure("commissioning_engagementevent", BUYER),
        secure_writes("commissioning_engagementchange", read=SEEN, add=COMMISSIONER, change="false"),
        secure_writes(
            "commissioning_engagementinvitation",
            read=f"({BUYER} OR {OWN} OR {REPORTED})",
            add=COMMISSIONER,
            change="false",
        ),
        secure_writes(
            "commissioning_engagementreply",
            read=f"({BUYER} OR {OWN})",
            add=f"({OWN} AND {TAKES})",
            change=f"({COMMISSIONER} OR {OWN})",
        ),
        secure("commissioning_engagementreplyevent", f"({BUYER} OR {OWN})"),
        secure_writes(
            "commissioning_engagementquestion",
            read=f"({BUYER} OR {OWN})",
            add=f"({OWN} AND {TAKES})",
            change=COMMISSIONER,
        ),
        secure("commissioning_engagementquestionevent", BUYER),
    ]
