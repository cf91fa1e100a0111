"""Who sees and changes what of markets and competitions, and what nobody changes, kept by the database.

A market and a competition are public once they are announced or published; before that commissioners and directors see them.
Conditions are frozen from the day a market opens, the pack of a market and a competition too; what a competition asks is
frozen when it closes. A lot lies in a category of its competition's market.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"
OWN = "supplier_id = ANY ((SELECT throughcare_suppliers())::bigint[])"
MARKET = "EXISTS (SELECT 1 FROM commissioning_market seen WHERE seen.id = market_id)"
COMPETITION = "EXISTS (SELECT 1 FROM commissioning_competition seen WHERE seen.id = competition_id)"
PLACE = f"EXISTS (SELECT 1 FROM commissioning_membership seen WHERE seen.id = membership_id AND seen.{OWN})"

FROZEN = """
CREATE FUNCTION commissioning_conditions_frozen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    one bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.market_id ELSE NEW.market_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM commissioning_market market WHERE market.id = one AND market.opened_at IS NOT NULL) THEN
        RAISE EXCEPTION 'conditions are frozen once the market is open' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'market_conditions_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER market_conditions_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_marketcondition
    FOR EACH ROW EXECUTE FUNCTION commissioning_conditions_frozen();

CREATE FUNCTION commissioning_market_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.opened_at IS NOT NULL AND (OLD.pack, OLD.authority, OLD.ocid, OLD.opened_at)
        IS DISTINCT FROM (NEW.pack, NEW.authority, NEW.ocid, NEW.opened_at) THEN
        RAISE EXCEPTION 'an open market keeps its pack' USING ERRCODE = 'check_violation', CONSTRAINT = 'market_keeps_its_pack';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER market_keeps_its_pack BEFORE UPDATE ON commissioning_market
    FOR EACH ROW EXECUTE FUNCTION commissioning_market_frozen();

CREATE FUNCTION commissioning_competition_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL AND (OLD.pack, OLD.opened_on, OLD.market_id, OLD.ocid, OLD.draw, OLD.published_at)
        IS DISTINCT FROM (NEW.pack, NEW.opened_on, NEW.market_id, NEW.ocid, NEW.draw, NEW.published_at) THEN
        RAISE EXCEPTION 'a published competition keeps its pack' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'competition_keeps_its_pack';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER competition_keeps_its_pack BEFORE UPDATE ON commissioning_competition
    FOR EACH ROW EXECUTE FUNCTION commissioning_competition_frozen();

CREATE FUNCTION commissioning_asked_frozen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    one bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.competition_id ELSE NEW.competition_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM commissioning_competition asked WHERE asked.id = one
        AND asked.state NOT IN ('draft', 'approved', 'published')) THEN
        RAISE EXCEPTION 'what a competition asks is frozen once it has closed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'competition_asked_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER lots_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_competitionlot
    FOR EACH ROW EXECUTE FUNCTION commissioning_asked_frozen();
CREATE TRIGGER criteria_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_competitioncriterion
    FOR EACH ROW EXECUTE FUNCTION commissioning_asked_frozen();
CREATE TRIGGER questions_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_competitionquestion
    FOR EACH ROW EXECUTE FUNCTION commissioning_asked_frozen();

CREATE FUNCTION commissioning_lot_in_its_market() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM commissioning_competition one JOIN commissioning_marketcategory category
        ON category.market_id = one.market_id WHERE one.id = NEW.competition_id AND category.id = NEW.category_id) THEN
        RAISE EXCEPTION 'the category is of another market' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'lot_lies_in_its_market';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lot_lies_in_its_market BEFORE INSERT OR UPDATE OF category_id, competition_id ON commissioning_competitionlot
    FOR EACH ROW EXECUTE FUNCTION commissioning_lot_in_its_market();

-- When a place is suspended is public, why is not.
CREATE FUNCTION commissioning_suspensions(places bigint[]) RETURNS TABLE (membership bigint, start date, until date,
    lifted_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT one.membership_id, one.start, one.until, one.lifted_on FROM commissioning_membershipsuspension one
    WHERE one.membership_id = ANY (places) ORDER BY one.start, one.id
$$;
"""
BACK = """
DROP FUNCTION commissioning_suspensions(bigint[]);
DROP TRIGGER lot_lies_in_its_market ON commissioning_competitionlot;
DROP FUNCTION commissioning_lot_in_its_market();
DROP TRIGGER questions_frozen ON commissioning_competitionquestion;
DROP TRIGGER criteria_frozen ON commissioning_competitioncriterion;
DROP TRIGGER lots_frozen ON commissioning_competitionlot;
DROP FUNCTION commissioning_asked_frozen();
DROP TRIGGER competition_keeps_its_pack ON commissioning_competition;
DROP FUNCTION commissioning_competition_frozen();
DROP TRIGGER market_keeps_its_pack ON commissioning_market;
DROP FUNCTION commissioning_market_frozen();
DROP TRIGGER market_conditions_frozen ON commissioning_marketcondition;
DROP FUNCTION commissioning_conditions_frozen();
"""


def part_of(table: str, seen: str) -> object:
    """A part is seen with its whole, and written by those who buy."""
    return secure_writes(table, read=seen, add=BUYER, change=BUYER, remove=BUYER)


class Migration(migrations.Migration):
    dependencies = [
        ("commissioning", "0004_panel_and_competitions"),
        ("organisations", "0004_suppliers_security"),
        ("accounts", "0005_commissioner"),
    ]

    operations = [
        migrations.RunSQL(FROZEN, BACK),
        secure_writes("commissioning_market", read=f"(state <> 'draft' OR {BUYER})", add=COMMISSIONER, change=BUYER),
        secure("commissioning_marketevent", BUYER),
        part_of("commissioning_marketcategory", MARKET),
        part_of("commissioning_marketcondition", MARKET),
        secure_writes("commissioning_membership", read="true", add=BUYER, change=f"({BUYER} OR {OWN})"),
        secure("commissioning_membershipevent", f"({BUYER} OR {OWN})"),
        secure_writes(
            "commissioning_membershipsuspension",
            read=f"({BUYER} OR {PLACE})",
            add=BUYER,
            change=f"({BUYER} OR {PLACE})",
        ),
        secure_writes(
            "commissioning_competition", read=f"(published_at IS NOT NULL OR {BUYER})", add=COMMISSIONER, change=BUYER
        ),
        secure("commissioning_competitionevent", BUYER),
        part_of("commissioning_competitionlot", COMPETITION),
        part_of("commissioning_competitioncriterion", COMPETITION),
        part_of("commissioning_competitionquestion", COMPETITION),
        secure_writes(
            "commissioning_competitioninvitation", read=f"({BUYER} OR {OWN})", add=BUYER, change=BUYER, remove="false"
        ),
        secure_writes(
            "commissioning_competitioninvitation_lots",
            read="EXISTS (SELECT 1 FROM commissioning_competitioninvitation seen WHERE seen.id = competitioninvitation_id)",
            add=BUYER,
            change=BUYER,
        ),
    ]
