"""Nobody signs a contract while a challenge to its award is open, or after the award was taken back."""

from django.db import migrations

GUARD = """
CREATE OR REPLACE FUNCTION commissioning_signature_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
    IF EXISTS (SELECT 1 FROM commissioning_awardchallenge raised JOIN commissioning_awarddecision one
        ON one.id = raised.decision_id WHERE one.competition_id = contract.competition_id AND one.undone_at IS NULL
        AND raised.settled_at IS NULL) THEN
        RAISE EXCEPTION 'a challenge to the award is open' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'contract_signed_without_a_challenge';
    END IF;
    IF EXISTS (SELECT 1 FROM commissioning_awarddecision one WHERE one.competition_id = contract.competition_id
        AND one.undone_at IS NOT NULL AND starts_with(contract.award_key, 'award-' || one.id || '-')) THEN
        RAISE EXCEPTION 'the award was taken back' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'contract_of_an_award_that_stands';
    END IF;
    RETURN NEW;
END $$;
"""
BACK = """
CREATE OR REPLACE FUNCTION commissioning_signature_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
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
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0044_direct_award_security")]

    operations = [migrations.RunSQL(GUARD, BACK)]
