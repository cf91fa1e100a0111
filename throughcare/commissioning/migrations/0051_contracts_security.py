"""Who sees and changes what of contracts, and what nobody does, kept by the database.

A contract is public once it is signed; before that those who buy and the supplier see it. Invoices are seen by the two sides
until they are paid. Terms are frozen from the first signature on; nobody signs before the standstill is over; no payment takes
the cost above the value, even of two at once; value and last day change with a change that keeps what was before.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"
OWN = "= ANY ((SELECT throughcare_suppliers())::bigint[])"
SEEN = "EXISTS (SELECT 1 FROM commissioning_contract seen WHERE seen.id = contract_id)"
LEAD = f"EXISTS (SELECT 1 FROM commissioning_contract seen WHERE seen.id = contract_id AND seen.supplier_id {OWN})"
ACTOR = "signed_by_id = (SELECT throughcare_actor())"

KEPT = """
CREATE FUNCTION commissioning_contract_is_signed(one bigint) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT EXISTS (SELECT 1 FROM commissioning_contractsignature signature WHERE signature.contract_id = one)
$$;

CREATE FUNCTION commissioning_terms_frozen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    one bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.contract_id ELSE NEW.contract_id END;
BEGIN
    IF commissioning_contract_is_signed(one) THEN
        RAISE EXCEPTION 'the terms of a contract are frozen once a side has signed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'contract_terms_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER contract_lots_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_contractlot
    FOR EACH ROW EXECUTE FUNCTION commissioning_terms_frozen();
CREATE TRIGGER contract_members_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_contractmember
    FOR EACH ROW EXECUTE FUNCTION commissioning_terms_frozen();
CREATE TRIGGER contract_instalments_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_contractinstalment
    FOR EACH ROW EXECUTE FUNCTION commissioning_terms_frozen();
CREATE TRIGGER contract_indicators_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_contractindicator
    FOR EACH ROW EXECUTE FUNCTION commissioning_terms_frozen();

CREATE FUNCTION commissioning_signature_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    contract commissioning_contract%ROWTYPE;
BEGIN
    SELECT * INTO contract FROM commissioning_contract one
        WHERE one.id = CASE WHEN TG_OP = 'DELETE' THEN OLD.contract_id ELSE NEW.contract_id END FOR UPDATE;
    IF TG_OP = 'UPDATE' OR contract.signed_on IS NOT NULL OR contract.state <> 'pending' THEN
        RAISE EXCEPTION 'signatures are kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_signature_kept';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF contract.not_before IS NOT NULL AND NEW.signed_on < contract.not_before THEN
        RAISE EXCEPTION 'the standstill is not over' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'contract_signed_after_standstill';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contract_signature_kept BEFORE INSERT OR UPDATE OR DELETE ON commissioning_contractsignature
    FOR EACH ROW EXECUTE FUNCTION commissioning_signature_kept();

CREATE FUNCTION commissioning_contract_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    IF NEW.not_before IS DISTINCT FROM OLD.not_before
        AND (OLD.signed_on IS NOT NULL OR (OLD.not_before IS NOT NULL AND NEW.not_before IS NULL)
        OR NEW.not_before < OLD.not_before) THEN
        RAISE EXCEPTION 'a standstill is not cut short' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'contract_standstill_not_shortened';
    END IF;
    IF OLD.signed_on IS NULL AND NEW.signed_on IS NOT NULL AND (
        SELECT count(*) FROM commissioning_contractsignature signature WHERE signature.contract_id = NEW.id) <> 2 THEN
        RAISE EXCEPTION 'both sides sign' USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_signed_by_both';
    END IF;
    IF OLD.signed_on IS NOT NULL AND NEW.signed_on IS DISTINCT FROM OLD.signed_on THEN
        RAISE EXCEPTION 'signatures are kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_signature_kept';
    END IF;
    IF NOT commissioning_contract_is_signed(OLD.id) THEN RETURN NEW; END IF;
    IF (OLD.competition_id, OLD.reference, OLD.title, OLD.supplier_id, OLD.award_key, OLD.pack, OLD.opened_on,
        OLD.first_value_pence, OLD.vat_percent, OLD.annual_volume, OLD.starts_on, OLD.first_ends_on, OLD.extension_months,
        OLD.mobilisation_pence, OLD.payment_days, OLD.notice_days)
        IS DISTINCT FROM (NEW.competition_id, NEW.reference, NEW.title, NEW.supplier_id, NEW.award_key, NEW.pack,
        NEW.opened_on, NEW.first_value_pence, NEW.vat_percent, NEW.annual_volume, NEW.starts_on, NEW.first_ends_on,
        NEW.extension_months, NEW.mobilisation_pence, NEW.payment_days, NEW.notice_days) THEN
        RAISE EXCEPTION 'the terms of a contract are frozen once a side has signed' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'contract_terms_frozen';
    END IF;
    IF (OLD.value_pence, OLD.ends_on) IS DISTINCT FROM (NEW.value_pence, NEW.ends_on) THEN
        IF NOT EXISTS (SELECT 1 FROM commissioning_contractchange change WHERE change.contract_id = NEW.id
            AND (change.value_before_pence, change.value_after_pence, change.ended_before_on, change.ends_after_on)
            = (OLD.value_pence, NEW.value_pence, OLD.ends_on, NEW.ends_on)) THEN
            RAISE EXCEPTION 'a change keeps what was before' USING ERRCODE = 'check_violation',
                CONSTRAINT = 'contract_changed_by_a_change';
        END IF;
        IF NEW.value_pence < (SELECT coalesce(sum(invoice.net_pence), 0) FROM commissioning_contractinvoice invoice
            WHERE invoice.contract_id = NEW.id AND invoice.paid_on IS NOT NULL) THEN
            RAISE EXCEPTION 'more has been paid' USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_spend_within_value';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contract_kept BEFORE UPDATE ON commissioning_contract
    FOR EACH ROW EXECUTE FUNCTION commissioning_contract_kept();

CREATE FUNCTION commissioning_invoice_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    contract commissioning_contract%ROWTYPE;
    spent bigint;
BEGIN
    IF TG_OP <> 'INSERT' AND (OLD.paid_on IS NOT NULL OR OLD.returned_on IS NOT NULL) THEN
        RAISE EXCEPTION 'a settled invoice is kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'invoice_settled_is_kept';
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.contract_id, OLD.supplier_id, OLD.number, OLD.net_pence, OLD.vat_pence, OLD.received_on)
        IS DISTINCT FROM (NEW.contract_id, NEW.supplier_id, NEW.number, NEW.net_pence, NEW.vat_pence, NEW.received_on) THEN
        RAISE EXCEPTION 'an invoice is kept as it came' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'invoice_kept_as_it_came';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    -- The lock makes payments of one contract wait for each other, so that two at once see one another.
    SELECT * INTO contract FROM commissioning_contract one WHERE one.id = NEW.contract_id FOR UPDATE;
    IF contract.activated_on IS NULL OR contract.supplier_id <> NEW.supplier_id THEN
        RAISE EXCEPTION 'an invoice is of the supplier of a contract in force' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'invoice_of_a_contract_in_force';
    END IF;
    IF NEW.paid_on IS NULL THEN RETURN NEW; END IF;
    SELECT coalesce(sum(invoice.net_pence), 0) INTO spent FROM commissioning_contractinvoice invoice
        WHERE invoice.contract_id = NEW.contract_id AND invoice.paid_on IS NOT NULL AND invoice.id <> NEW.id;
    IF spent + NEW.net_pence > contract.value_pence THEN
        RAISE EXCEPTION 'the payment takes the cost above the value' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'contract_spend_within_value';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_kept BEFORE INSERT OR UPDATE OR DELETE ON commissioning_contractinvoice
    FOR EACH ROW EXECUTE FUNCTION commissioning_invoice_kept();

CREATE FUNCTION commissioning_change_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'changes are kept' USING ERRCODE = 'check_violation', CONSTRAINT = 'contract_change_kept';
END $$;
CREATE TRIGGER contract_change_kept BEFORE UPDATE OR DELETE ON commissioning_contractchange
    FOR EACH ROW EXECUTE FUNCTION commissioning_change_kept();
"""

BACK = """
DROP TRIGGER contract_change_kept ON commissioning_contractchange;
DROP FUNCTION commissioning_change_kept();
DROP TRIGGER invoice_kept ON commissioning_contractinvoice;
DROP FUNCTION commissioning_invoice_kept();
DROP TRIGGER contract_kept ON commissioning_contract;
DROP FUNCTION commissioning_contract_kept();
DROP TRIGGER contract_signature_kept ON commissioning_contractsignature;
DROP FUNCTION commissioning_signature_kept();
DROP TRIGGER contract_indicators_frozen ON commissioning_contractindicator;
DROP TRIGGER contract_instalments_frozen ON commissioning_contractinstalment;
DROP TRIGGER contract_members_frozen ON commissioning_contractmember;
DROP TRIGGER contract_lots_frozen ON commissioning_contractlot;
DROP FUNCTION commissioning_terms_frozen();
DROP FUNCTION commissioning_contract_is_signed(bigint);
"""


def part(
    table: str, *, read: str = SEEN, add: str = COMMISSIONER, change: str = COMMISSIONER, remove: str = COMMISSIONER
):
    """A part is seen with its contract, and written by commissioners."""
    return secure_writes(f"commissioning_contract{table}", read=read, add=add, change=change, remove=remove)


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0050_contracts")]

    operations = [
        migrations.RunSQL(KEPT, BACK),
        secure_writes(
            "commissioning_contract",
            read=f"(signed_on IS NOT NULL OR {BUYER} OR supplier_id {OWN})",
            add=COMMISSIONER,
            change=COMMISSIONER,
        ),
        secure("commissioning_contractevent", BUYER),
        part("lot"),
        part("member"),
        part("instalment"),
        part("indicator"),
        part(
            "signature",
            add=f"{ACTOR} AND ((side = 'commissioner' AND {COMMISSIONER}) OR (side = 'supplier' AND {LEAD}))",
            change="false",
            remove=f"({COMMISSIONER} OR {LEAD})",
        ),
        part(
            "invoice",
            read=f"(paid_on IS NOT NULL OR {BUYER} OR supplier_id {OWN})",
            add=f"({COMMISSIONER} OR (supplier_id {OWN} AND {LEAD})) AND paid_on IS NULL AND returned_on IS NULL",
            remove="false",
        ),
        part("change", change="false", remove="false"),
        part(
            "measurement",
            read="EXISTS (SELECT 1 FROM commissioning_contractindicator seen WHERE seen.id = indicator_id)",
            remove="false",
        ),
        part("review", remove="false"),
        part(
            "rating",
            read="EXISTS (SELECT 1 FROM commissioning_contractreview seen WHERE seen.id = review_id)",
            remove="false",
        ),
        part("notice"),
        part("ending", read=f"({BUYER} OR {LEAD})", remove="false"),
    ]
