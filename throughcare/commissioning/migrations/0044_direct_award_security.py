"""A direct award is public from its transparency notice on; before that those who buy see it."""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"

GUARD = """
-- It goes to whom it was approved for, on the ground that was approved.
CREATE FUNCTION commissioning_direct_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.approved_at IS NOT NULL AND (OLD.supplier_id, OLD.ground, OLD.reason, OLD.value_pence, OLD.approved_by_id)
        IS DISTINCT FROM (NEW.supplier_id, NEW.ground, NEW.reason, NEW.value_pence, NEW.approved_by_id) THEN
        RAISE EXCEPTION 'an approved direct award stays as it is' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'direct_award_is_kept';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER direct_award_is_kept BEFORE UPDATE ON commissioning_directaward
    FOR EACH ROW EXECUTE FUNCTION commissioning_direct_kept();
"""
BACK = """
DROP TRIGGER direct_award_is_kept ON commissioning_directaward;
DROP FUNCTION commissioning_direct_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0043_direct_award")]

    operations = [
        migrations.RunSQL(GUARD, BACK),
        secure_writes(
            "commissioning_directaward",
            read=f"(noticed_at IS NOT NULL OR {BUYER})",
            add=COMMISSIONER,
            change=BUYER,
        ),
    ]
