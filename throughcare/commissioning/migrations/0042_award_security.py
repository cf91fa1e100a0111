"""Who sees and changes an award: those who buy until it is published, everybody from then on; letters are the bidder's own."""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"
OWN = "supplier_id = ANY ((SELECT throughcare_suppliers())::bigint[])"
DECISION = "EXISTS (SELECT 1 FROM commissioning_awarddecision seen WHERE seen.id = decision_id AND seen.published_at IS NOT NULL)"
AWARD = "EXISTS (SELECT 1 FROM commissioning_award seen WHERE seen.id = award_id)"

GUARD = """
-- A proposal, an award and a letter stay as they were made.
CREATE TRIGGER proposal_is_kept BEFORE UPDATE OR DELETE ON commissioning_awardproposal
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER award_is_kept BEFORE UPDATE OR DELETE ON commissioning_award FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER award_share_is_kept BEFORE UPDATE OR DELETE ON commissioning_awardshare
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER letter_is_kept BEFORE UPDATE OR DELETE ON commissioning_feedbackletter
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();

-- A competition is concluded only with a published award and without an open challenge.
CREATE FUNCTION commissioning_concludes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF NEW.state = 'concluded' AND OLD.state <> 'concluded' AND (
        NOT EXISTS (SELECT 1 FROM commissioning_awarddecision one WHERE one.competition_id = NEW.id
            AND one.published_at IS NOT NULL AND one.undone_at IS NULL)
        OR EXISTS (SELECT 1 FROM commissioning_awardchallenge raised JOIN commissioning_awarddecision one
            ON one.id = raised.decision_id WHERE one.competition_id = NEW.id AND raised.settled_at IS NULL)) THEN
        RAISE EXCEPTION 'no award is published, or a challenge is open' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'concluded_without_a_challenge';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER concluded_without_a_challenge BEFORE UPDATE ON commissioning_competition
    FOR EACH ROW EXECUTE FUNCTION commissioning_concludes();
"""
BACK = """
DROP TRIGGER concluded_without_a_challenge ON commissioning_competition;
DROP FUNCTION commissioning_concludes();
DROP TRIGGER letter_is_kept ON commissioning_feedbackletter;
DROP TRIGGER award_share_is_kept ON commissioning_awardshare;
DROP TRIGGER award_is_kept ON commissioning_award;
DROP TRIGGER proposal_is_kept ON commissioning_awardproposal;
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0041_evaluation_security")]

    operations = [
        migrations.RunSQL(GUARD, BACK),
        secure_writes("commissioning_awardproposal", read=BUYER, add=COMMISSIONER, change="false"),
        secure_writes(
            "commissioning_awarddecision", read=f"(published_at IS NOT NULL OR {BUYER})", add=COMMISSIONER, change=BUYER
        ),
        secure_writes("commissioning_award", read=f"({BUYER} OR {DECISION})", add=COMMISSIONER, change="false"),
        secure_writes("commissioning_awardshare", read=AWARD, add=COMMISSIONER, change="false"),
        secure_writes("commissioning_award_lots", read=AWARD, add=COMMISSIONER, change="false"),
        secure_writes(
            "commissioning_noaward",
            read=f"(published_at IS NOT NULL OR {BUYER})",
            add=COMMISSIONER,
            change=COMMISSIONER,
        ),
        secure_writes("commissioning_awardchallenge", read=BUYER, add=COMMISSIONER, change=COMMISSIONER),
        secure_writes(
            "commissioning_feedbackletter",
            read=f"({BUYER} OR (sent_at IS NOT NULL AND {OWN}))",
            add=COMMISSIONER,
            change="false",
        ),
    ]
