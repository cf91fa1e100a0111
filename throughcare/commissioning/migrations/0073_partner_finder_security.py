"""Suppliers find those that agreed, each agrees for itself, and what two ask each other is seen by the two alone.

A request is written by the asker, to somebody who agreed to be found; the other side answers it once, and nothing else of it changes.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

ACTOR = "(SELECT throughcare_actor())"
OWN = "= ANY ((SELECT throughcare_suppliers())::bigint[])"
FOUND = "EXISTS (SELECT 1 FROM commissioning_partneroffer found WHERE found.supplier_id = asked_id)"

ANSWERED = """
CREATE FUNCTION commissioning_partner_answered_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.answer <> '' OR (OLD.asker_id, OLD.asked_id, OLD.competition_id, OLD.market_id, OLD.words, OLD.made_by_id,
        OLD.made_at) IS DISTINCT FROM (NEW.asker_id, NEW.asked_id, NEW.competition_id, NEW.market_id, NEW.words,
        NEW.made_by_id, NEW.made_at) THEN
        RAISE EXCEPTION 'a request is answered once and not changed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'partner_request_answered_once';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER partner_request_answered_once BEFORE UPDATE ON commissioning_partnerrequest
    FOR EACH ROW EXECUTE FUNCTION commissioning_partner_answered_once();
"""
BACK = """
DROP TRIGGER partner_request_answered_once ON commissioning_partnerrequest;
DROP FUNCTION commissioning_partner_answered_once();
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0072_partner_finder")]

    operations = [
        migrations.RunSQL(ANSWERED, BACK),
        secure_writes(
            "commissioning_partneroffer",
            read="(SELECT throughcare_role()) = 'supplier'",
            add=f"(supplier_id {OWN} AND agreed_by_id = {ACTOR})",
            change=f"(supplier_id {OWN} AND agreed_by_id = {ACTOR})",
            remove=f"supplier_id {OWN}",
        ),
        secure_writes(
            "commissioning_partnerrequest",
            read=f"(asker_id {OWN} OR asked_id {OWN})",
            add=f"(asker_id {OWN} AND made_by_id = {ACTOR} AND answer = '' AND {FOUND})",
            change=f"asked_id {OWN}",
        ),
    ]
