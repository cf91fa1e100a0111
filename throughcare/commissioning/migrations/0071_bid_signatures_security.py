"""A partner reads the draft of a bid it is named in, signs for itself, and sees nothing else; nobody signs for another.

A signature stays. A submission is received only where all partners have signed one and the same content.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

ACTOR = "(SELECT throughcare_actor())"
OWN = "= ANY ((SELECT throughcare_suppliers())::bigint[])"
OWN_BID = f"EXISTS (SELECT 1 FROM commissioning_bid held WHERE held.id = bid_id AND held.supplier_id {OWN})"
NAMED = """EXISTS (SELECT 1 FROM commissioning_bidpartner named WHERE named.bid_id = {table}.bid_id
    AND named.supplier_id {own})"""
NAMED_IN_DRAFT = NAMED.format(table="commissioning_biddraft", own=OWN)
NAMED_TO_SIGN = NAMED.format(table="commissioning_bidsignature", own="= commissioning_bidsignature.supplier_id")

SIGNED = """
CREATE TRIGGER bidsignature_is_kept BEFORE UPDATE OR DELETE ON commissioning_bidsignature
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER bidsignature_is_not_emptied BEFORE TRUNCATE ON commissioning_bidsignature EXECUTE FUNCTION audit_refuse();

CREATE FUNCTION commissioning_bid_signed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    partners bigint := (SELECT count(*) FROM commissioning_bidpartner one WHERE one.bid_id = NEW.bid_id);
BEGIN
    IF NEW.kind = 'submit' AND NEW.refusal = '' AND partners > 0 AND NOT EXISTS (
        SELECT 1 FROM commissioning_bidsignature signed
        JOIN commissioning_bidpartner named ON named.bid_id = signed.bid_id AND named.supplier_id = signed.supplier_id
        WHERE signed.bid_id = NEW.bid_id GROUP BY signed.mark HAVING count(*) = partners) THEN
        RAISE EXCEPTION 'a partner has not signed the bid' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'bid_signed_by_all_partners';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER bid_signed_by_all_partners BEFORE INSERT ON commissioning_bidevent
    FOR EACH ROW EXECUTE FUNCTION commissioning_bid_signed();

CREATE POLICY commissioning_biddraft_web_partner ON commissioning_biddraft FOR SELECT TO throughcare_web
    USING (NAMED_IN_DRAFT);
""".replace("NAMED_IN_DRAFT", NAMED_IN_DRAFT)
BACK = """
DROP POLICY commissioning_biddraft_web_partner ON commissioning_biddraft;
DROP TRIGGER bid_signed_by_all_partners ON commissioning_bidevent;
DROP FUNCTION commissioning_bid_signed();
DROP TRIGGER bidsignature_is_not_emptied ON commissioning_bidsignature;
DROP TRIGGER bidsignature_is_kept ON commissioning_bidsignature;
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0070_bid_signatures")]

    operations = [
        secure_writes(
            "commissioning_bidpartner",
            read=f"(lead_id {OWN} OR supplier_id {OWN})",
            add=f"(lead_id {OWN} AND {OWN_BID})",
            change="false",
            remove=f"lead_id {OWN}",
        ),
        secure_writes(
            "commissioning_bidsignature",
            read=f"({OWN_BID} OR supplier_id {OWN})",
            add=f"(supplier_id {OWN} AND signed_by_id = {ACTOR} AND {NAMED_TO_SIGN})",
            change="false",
        ),
        migrations.RunSQL(SIGNED, BACK),
    ]
