"""Who sees the figures of a lot's funding, and that they stay as they were published; incomes for those who buy."""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
LOT = "EXISTS (SELECT 1 FROM commissioning_competitionlot seen WHERE seen.id = lot_id)"

FROZEN = """
CREATE FUNCTION commissioning_funding_frozen() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    one bigint := CASE WHEN TG_OP = 'DELETE' THEN OLD.lot_id ELSE NEW.lot_id END;
BEGIN
    IF EXISTS (SELECT 1 FROM commissioning_competitionlot lot JOIN commissioning_competition asked
        ON asked.id = lot.competition_id WHERE lot.id = one AND asked.published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the figures of funding are published' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'funding_frozen';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER funding_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissioning_lotfunding
    FOR EACH ROW EXECUTE FUNCTION commissioning_funding_frozen();

-- What a lot sizer needs: the last known income of suppliers, for those who buy and for nobody else.
CREATE FUNCTION commissioning_incomes(numbers bigint[]) RETURNS TABLE (supplier bigint, income bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT DISTINCT ON (one.supplier_id) one.supplier_id, one.income FROM organisations_supplierincome one
    WHERE one.supplier_id = ANY (numbers)
        AND throughcare_role() IN ('commissioner', 'director')
    ORDER BY one.supplier_id, one.year_end DESC
$$;
"""
BACK = """
DROP FUNCTION commissioning_incomes(bigint[]);
DROP TRIGGER funding_frozen ON commissioning_lotfunding;
DROP FUNCTION commissioning_funding_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0020_competition_drafting")]

    operations = [
        migrations.RunSQL(FROZEN, BACK),
        secure_writes("commissioning_lotfunding", read=LOT, add=BUYER, change=BUYER, remove=BUYER),
    ]
