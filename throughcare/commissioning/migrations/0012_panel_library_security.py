"""A supplier's library is its own; evidence that was used is seen by those who buy, and stays as it was.

Until when the evidence of a place is good is public, as the standing of the place is; what the evidence is is not.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
OWN = "supplier_id = ANY ((SELECT throughcare_suppliers())::bigint[])"
SEEN = "EXISTS (SELECT 1 FROM commissioning_supplierevidence seen WHERE seen.id = evidence_id)"
MINE = f"EXISTS (SELECT 1 FROM commissioning_supplierevidence seen WHERE seen.id = evidence_id AND seen.{OWN})"
UNUSED = (
    "EXISTS (SELECT 1 FROM commissioning_supplierevidence seen WHERE seen.id = evidence_id AND seen.shared_at IS NULL"
    f" AND seen.{OWN})"
)

KEPT = """
CREATE FUNCTION commissioning_evidence_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.shared_at IS NULL THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'DELETE' OR (OLD.supplier_id, OLD.kind, OLD.title, OLD.reference, OLD.from_on, OLD.expires_on, OLD.added_at,
        OLD.added_by_id, OLD.shared_at) IS DISTINCT FROM (NEW.supplier_id, NEW.kind, NEW.title, NEW.reference, NEW.from_on,
        NEW.expires_on, NEW.added_at, NEW.added_by_id, NEW.shared_at) THEN
        RAISE EXCEPTION 'evidence that was used stays as it was' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'used_evidence_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER used_evidence_stays BEFORE UPDATE OR DELETE ON commissioning_supplierevidence
    FOR EACH ROW EXECUTE FUNCTION commissioning_evidence_kept();

CREATE FUNCTION commissioning_file_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a file of evidence is not changed' USING ERRCODE = 'check_violation',
        CONSTRAINT = 'evidence_file_stays';
END $$;
CREATE TRIGGER evidence_file_stays BEFORE UPDATE ON commissioning_evidencefile
    FOR EACH ROW EXECUTE FUNCTION commissioning_file_kept();

-- The evidence on which places rest: of the kinds that the conditions of their categories ask for.
CREATE FUNCTION commissioning_evidence(places bigint[]) RETURNS TABLE (membership bigint, kind varchar, expires_on date,
    given date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT place.id, held.kind, held.expires_on,
        greatest(held.from_on, (held.shared_at AT TIME ZONE 'Europe/London')::date)
    FROM commissioning_membership place
    JOIN commissioning_marketcategory category ON category.id = place.category_id
    JOIN commissioning_supplierevidence held ON held.supplier_id = place.supplier_id AND held.shared_at IS NOT NULL
    WHERE place.id = ANY (places) AND EXISTS (
        SELECT 1 FROM commissioning_marketcondition asked WHERE asked.market_id = category.market_id
            AND asked.evidence_kind = held.kind AND (asked.category_id IS NULL OR asked.category_id = category.id))
    ORDER BY held.id
$$;
"""
BACK = """
DROP FUNCTION commissioning_evidence(bigint[]);
DROP TRIGGER evidence_file_stays ON commissioning_evidencefile;
DROP FUNCTION commissioning_file_kept();
DROP TRIGGER used_evidence_stays ON commissioning_supplierevidence;
DROP FUNCTION commissioning_evidence_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0011_panel_library")]

    operations = [
        migrations.RunSQL(KEPT, BACK),
        secure_writes(
            "commissioning_supplierevidence",
            read=f"({OWN} OR (shared_at IS NOT NULL AND {BUYER}))",
            add=OWN,
            change=OWN,
            remove=f"({OWN} AND shared_at IS NULL)",
        ),
        secure("commissioning_supplierevidenceevent", OWN),
        secure_writes("commissioning_evidencefile", read=SEEN, add=MINE, change="false", remove=UNUSED),
        secure("commissioning_supplieranswer", OWN),
        secure("commissioning_supplieranswerevent", OWN),
    ]
