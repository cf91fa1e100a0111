"""Who sees and changes statements of need, and that an agreed one stays as it is, kept by the database.

A need is public once it is published; before that commissioners and directors see it. Of a published one the public reads
what is needed, where, and who bears which share; who agreed in a body's name, and the counts of the caseload from which
volumes were worked out, are for those who buy: the public pages and releases do not read them.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"
COMPETITION = "EXISTS (SELECT 1 FROM commissioning_competition seen WHERE seen.id = competition_id)"
MARKET = "EXISTS (SELECT 1 FROM commissioning_market seen WHERE seen.id = market_id)"
NEED = "EXISTS (SELECT 1 FROM commissioning_need seen WHERE seen.id = need_id)"
LOT = "EXISTS (SELECT 1 FROM commissioning_competitionlot seen WHERE seen.id = lot_id)"

FROZEN = """
-- What was agreed stays: its parts change while it is a draft, and what it says of itself too.
CREATE FUNCTION commissioning_need_parts_frozen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    one bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.need_id ELSE NEW.need_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM commissioning_need need WHERE need.id = one AND need.state <> 'draft') THEN
        RAISE EXCEPTION 'an agreed need stays as it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'need_frozen';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.need_id <> NEW.need_id THEN
        RAISE EXCEPTION 'it belongs to its need' USING ERRCODE = 'check_violation', CONSTRAINT = 'need_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER parties_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_needparty
    FOR EACH ROW EXECUTE FUNCTION commissioning_need_parts_frozen();
CREATE TRIGGER lines_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_needline
    FOR EACH ROW EXECUTE FUNCTION commissioning_need_parts_frozen();

CREATE FUNCTION commissioning_need_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'draft' AND (OLD.ocid, OLD.reference, OLD.title, OLD.description, OLD.starts_on, OLD.term_months,
            OLD.agreed_by_id, OLD.agreed_at, OLD.made_by_id, OLD.made_at)
        IS DISTINCT FROM (NEW.ocid, NEW.reference, NEW.title, NEW.description, NEW.starts_on, NEW.term_months,
            NEW.agreed_by_id, NEW.agreed_at, NEW.made_by_id, NEW.made_at) THEN
        RAISE EXCEPTION 'an agreed need stays as it is' USING ERRCODE = 'check_violation', CONSTRAINT = 'need_frozen';
    END IF;
    IF OLD.state <> 'draft' AND NEW.state = 'draft' OR OLD.state IN ('met', 'withdrawn') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'a need does not go back' USING ERRCODE = 'check_violation', CONSTRAINT = 'need_goes_forward';
    END IF;
    IF OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at THEN
        RAISE EXCEPTION 'what was published stays public' USING ERRCODE = 'check_violation', CONSTRAINT = 'need_stays_public';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER need_frozen BEFORE UPDATE ON commissioning_need
    FOR EACH ROW EXECUTE FUNCTION commissioning_need_frozen();

-- A lot meets a line of the need from which its competition was begun.
CREATE FUNCTION commissioning_lot_meets_its_need() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM commissioning_competitionlot lot
        JOIN commissioning_needuse used ON used.competition_id = lot.competition_id
        JOIN commissioning_needline line ON line.need_id = used.need_id
        WHERE lot.id = NEW.lot_id AND line.id = NEW.line_id) THEN
        RAISE EXCEPTION 'the line is of another need' USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_meets_its_need';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lot_meets_its_need BEFORE INSERT OR UPDATE ON commissioning_needlot
    FOR EACH ROW EXECUTE FUNCTION commissioning_lot_meets_its_need();
"""
BACK = """
DROP TRIGGER lot_meets_its_need ON commissioning_needlot;
DROP FUNCTION commissioning_lot_meets_its_need();
DROP TRIGGER need_frozen ON commissioning_need;
DROP FUNCTION commissioning_need_frozen();
DROP TRIGGER lines_frozen ON commissioning_needline;
DROP TRIGGER parties_frozen ON commissioning_needparty;
DROP FUNCTION commissioning_need_parts_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0060_needs")]

    operations = [
        migrations.RunSQL(FROZEN, BACK),
        secure_writes(
            "commissioning_need",
            read=f"(published_at IS NOT NULL OR {BUYER})",
            add=COMMISSIONER,
            change=COMMISSIONER,
        ),
        secure("commissioning_needevent", BUYER),
        secure_writes("commissioning_needparty", read=NEED, add=COMMISSIONER, change=COMMISSIONER, remove=COMMISSIONER),
        secure_writes("commissioning_needline", read=NEED, add=COMMISSIONER, change=COMMISSIONER, remove=COMMISSIONER),
        secure_writes("commissioning_needroute", read=BUYER, add=COMMISSIONER, change="false"),
        secure_writes(
            "commissioning_needuse",
            read=f"({NEED} AND (competition_id IS NULL OR {COMPETITION}) AND (market_id IS NULL OR {MARKET}))",
            add=COMMISSIONER,
            change="false",
        ),
        secure_writes("commissioning_needlot", read=LOT, add=COMMISSIONER, change=COMMISSIONER, remove=COMMISSIONER),
    ]
