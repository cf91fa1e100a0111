"""Who sees and changes what of a supplier, kept by the database; no circle of owners; accepting an invitation.

What a supplier is, is public: anybody reads it, a commissioner and the people who act for the supplier change it. Income,
people and invitations are read by a commissioner and by those people alone. Nobody makes themselves act for a supplier: the
function that accepts an invitation does, for the address that was invited.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

COMMISSIONER = "(SELECT throughcare_role()) = 'commissioner'"
OWN = "= ANY ((SELECT throughcare_suppliers())::bigint[])"
THEIRS = f"({COMMISSIONER} OR supplier_id {OWN})"

FUNCTIONS = """
CREATE FUNCTION throughcare_suppliers() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT coalesce(array_agg(acts.supplier_id), ARRAY[]::bigint[]) FROM organisations_supplieruser acts
    WHERE acts.user_id = throughcare_actor() AND acts.ended_at IS NULL AND throughcare_role() = 'supplier'
$$;

CREATE FUNCTION organisations_no_circle_of_owners() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    IF NEW.owned_by_id IS NULL THEN RETURN NEW; END IF;
    -- Two changes at once could close a circle that neither sees.
    PERFORM pg_advisory_xact_lock(hashtext('organisations_no_circle_of_owners'));
    IF EXISTS (
        WITH RECURSIVE up(id) AS (
            SELECT NEW.owned_by_id
            UNION SELECT above.owned_by_id FROM organisations_supplier above JOIN up ON above.id = up.id
            WHERE above.owned_by_id IS NOT NULL)
        SELECT 1 FROM up WHERE up.id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a supplier would own itself' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'supplier_owners_no_circle';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER supplier_owners_no_circle BEFORE INSERT OR UPDATE OF owned_by_id ON organisations_supplier
    FOR EACH ROW EXECUTE FUNCTION organisations_no_circle_of_owners();

CREATE FUNCTION organisations_invitation(hash text) RETURNS TABLE (supplier bigint, name text, email text,
    expires_at timestamptz, ended boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT supplier.id, supplier.legal_name, invitation.email, invitation.expires_at,
        invitation.accepted_at IS NOT NULL OR invitation.withdrawn_at IS NOT NULL
    FROM organisations_supplierinvitation invitation
    JOIN organisations_supplier supplier ON supplier.id = invitation.supplier_id
    WHERE invitation.token_hash = hash
$$;

CREATE FUNCTION organisations_accept(hash text, moment timestamptz) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    invitation organisations_supplierinvitation%ROWTYPE;
    who accounts_user%ROWTYPE;
BEGIN
    SELECT * INTO invitation FROM organisations_supplierinvitation one WHERE one.token_hash = hash FOR UPDATE;
    IF NOT FOUND OR invitation.accepted_at IS NOT NULL OR invitation.withdrawn_at IS NOT NULL
        OR moment >= invitation.expires_at THEN RETURN 'ended'; END IF;
    SELECT * INTO who FROM accounts_user one WHERE one.id = throughcare_actor() AND one.is_active;
    IF NOT FOUND OR lower(who.email) <> invitation.email THEN RETURN 'other-address'; END IF;
    IF who.role <> 'supplier' THEN RETURN 'other-role'; END IF;
    INSERT INTO organisations_supplieruser (user_id, supplier_id, since) VALUES (who.id, invitation.supplier_id, moment)
        ON CONFLICT (user_id, supplier_id) WHERE ended_at IS NULL DO NOTHING;
    UPDATE organisations_supplierinvitation SET accepted_at = moment, accepted_by_id = who.id WHERE id = invitation.id;
    RETURN 'accepted';
END $$;
"""

BACK = """
DROP FUNCTION organisations_accept(text, timestamptz);
DROP FUNCTION organisations_invitation(text);
DROP TRIGGER supplier_owners_no_circle ON organisations_supplier;
DROP FUNCTION organisations_no_circle_of_owners();
DROP FUNCTION throughcare_suppliers();
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_suppliers"), ("accounts", "0005_commissioner")]

    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        secure_writes("organisations_supplier", read="true", add=COMMISSIONER, change=f"({COMMISSIONER} OR id {OWN})"),
        secure("organisations_supplierevent", f"({COMMISSIONER} OR id {OWN})"),
        secure_writes(
            "organisations_supplieridentifier",
            read="true",
            add=f"({COMMISSIONER} OR (supplier_id {OWN} AND verified_at IS NULL))",
            change=COMMISSIONER,
            remove=f"({COMMISSIONER} OR (supplier_id {OWN} AND verified_at IS NULL))",
        ),
        secure("organisations_supplieridentifierevent", THEIRS),
        secure_writes("organisations_supplierarea", read="true", add=THEIRS, change=THEIRS, remove=THEIRS),
        secure_writes("organisations_supplieroffer", read="true", add=THEIRS, change=THEIRS, remove=THEIRS),
        secure("organisations_supplierincome", THEIRS),
        secure_writes("organisations_supplieruser", read=THEIRS, add="false", change=THEIRS),
        secure_writes(
            "organisations_supplierinvitation",
            read=THEIRS,
            add=f"({THEIRS} AND made_by_id = (SELECT throughcare_actor()) AND accepted_at IS NULL)",
            change=THEIRS,
        ),
    ]
