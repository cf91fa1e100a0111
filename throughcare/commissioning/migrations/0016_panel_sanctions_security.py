"""Who sees what is held against a place, who decides, and that nobody hears an appeal who was involved.

A member changes nothing of a place but that it leaves, nothing of a sanction but its reply, and nothing of a suspension.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
OWN = "supplier_id = ANY ((SELECT throughcare_suppliers())::bigint[])"
PLACE = f"EXISTS (SELECT 1 FROM commissioning_membership seen WHERE seen.id = membership_id AND seen.{OWN})"

KEPT = """
CREATE FUNCTION commissioning_not_by_members() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
    mine text;
BEGIN
    IF current_user <> 'throughcare_web' OR throughcare_role() IN ('commissioner', 'director') THEN RETURN NEW; END IF;
    FOREACH mine IN ARRAY coalesce(TG_ARGV, ARRAY[]::text[]) LOOP
        before := before - mine;
        after := after - mine;
    END LOOP;
    IF before IS DISTINCT FROM after THEN
        RAISE EXCEPTION 'a member does not change this' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER place_not_by_members BEFORE UPDATE ON commissioning_membership
    FOR EACH ROW EXECUTE FUNCTION commissioning_not_by_members('left_on', 'ended_at');
CREATE TRIGGER suspension_not_by_members BEFORE UPDATE ON commissioning_membershipsuspension
    FOR EACH ROW EXECUTE FUNCTION commissioning_not_by_members();
CREATE TRIGGER sanction_not_by_members BEFORE UPDATE ON commissioning_placesanction
    FOR EACH ROW EXECUTE FUNCTION commissioning_not_by_members('reply', 'replied_by_id', 'replied_at');

CREATE FUNCTION commissioning_appeal_heard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF NEW.heard_by_id IS NOT NULL AND (
        NEW.heard_by_id = NEW.against_id
        OR EXISTS (SELECT 1 FROM commissioning_placesanction one WHERE one.id = NEW.sanction_id
            AND NEW.heard_by_id IN (one.proposed_by_id, one.decided_by_id))
        OR EXISTS (SELECT 1 FROM commissioning_marketapplication one WHERE one.id = NEW.application_id
            AND NEW.heard_by_id IN (one.decided_by_id, one.extended_by_id))
        OR EXISTS (SELECT 1 FROM commissioning_applicationanswer one WHERE one.application_id = NEW.application_id
            AND one.assessed_by_id = NEW.heard_by_id)
        OR EXISTS (SELECT 1 FROM commissioning_applicationground one WHERE one.application_id = NEW.application_id
            AND one.decided_by_id = NEW.heard_by_id)) THEN
        RAISE EXCEPTION 'somebody who was involved does not hear an appeal' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'appeal_heard_by_somebody_not_involved';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER appeal_heard_by_somebody_not_involved BEFORE INSERT OR UPDATE OF heard_by_id ON commissioning_panelappeal
    FOR EACH ROW EXECUTE FUNCTION commissioning_appeal_heard();
"""
BACK = """
DROP TRIGGER appeal_heard_by_somebody_not_involved ON commissioning_panelappeal;
DROP FUNCTION commissioning_appeal_heard();
DROP TRIGGER sanction_not_by_members ON commissioning_placesanction;
DROP TRIGGER suspension_not_by_members ON commissioning_membershipsuspension;
DROP TRIGGER place_not_by_members ON commissioning_membership;
DROP FUNCTION commissioning_not_by_members();
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0015_panel_sanctions")]

    operations = [
        migrations.RunSQL(KEPT, BACK),
        secure_writes(
            "commissioning_placesanction",
            read=f"({BUYER} OR {PLACE})",
            add=f"({BUYER} AND outcome = '')",
            change=f"({BUYER} OR {PLACE})",
        ),
        secure("commissioning_placesanctionevent", f"({BUYER} OR {PLACE})"),
        secure_writes(
            "commissioning_panelappeal",
            read=f"({BUYER} OR {OWN})",
            add=f"({OWN} AND outcome = '' AND heard_by_id IS NULL)",
            change=BUYER,
        ),
        secure("commissioning_panelappealevent", f"({BUYER} OR {OWN})"),
    ]
