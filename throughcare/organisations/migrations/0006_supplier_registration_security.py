"""Registrations are written and read by three functions alone; an organisation is made for the user with the address.

Whoever holds the token of a link knows its registration. The limit of links to an address is kept here too, under a lock, so
that many at once do not slip past it.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure_writes

FUNCTIONS = """
CREATE FUNCTION organisations_begin_registration(hash text, address text, called text, of_scheme text, of_number text,
    because text, moment timestamptz, until timestamptz, since timestamptz, most int)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('organisations_begin_registration'), hashtext(address));
    IF (SELECT count(*) FROM organisations_supplierregistration one WHERE one.email = address AND one.made_at > since) >= most
        THEN RETURN false; END IF;
    UPDATE organisations_supplierregistration one SET replaced_at = moment
        WHERE one.email = address AND one.scheme = of_scheme AND one.number = of_number AND one.used_at IS NULL
            AND one.replaced_at IS NULL;
    INSERT INTO organisations_supplierregistration (email, legal_name, scheme, number, reason, token_hash, made_at, expires_at)
        VALUES (address, called, of_scheme, of_number, because, hash, moment, until);
    RETURN true;
END $$;

CREATE FUNCTION organisations_registration(hash text, moment timestamptz)
RETURNS TABLE (email varchar, legal_name varchar, scheme varchar, number varchar, reason varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT one.email, one.legal_name, one.scheme, one.number, one.reason FROM organisations_supplierregistration one
    WHERE one.token_hash = hash AND one.used_at IS NULL AND one.replaced_at IS NULL AND moment < one.expires_at
$$;

CREATE FUNCTION organisations_finish_registration(hash text, moment timestamptz, called text, short_name text, form text,
    is_voluntary boolean)
RETURNS TABLE (code text, supplier bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    begun organisations_supplierregistration%ROWTYPE;
    who accounts_user%ROWTYPE;
    made bigint;
BEGIN
    SELECT * INTO begun FROM organisations_supplierregistration one WHERE one.token_hash = hash FOR UPDATE;
    IF NOT FOUND OR begun.used_at IS NOT NULL OR begun.replaced_at IS NOT NULL OR moment >= begun.expires_at THEN
        RETURN QUERY SELECT 'ended', NULL::bigint; RETURN; END IF;
    SELECT * INTO who FROM accounts_user one WHERE one.id = throughcare_actor() AND one.is_active;
    IF NOT FOUND OR lower(who.email) <> begun.email THEN
        RETURN QUERY SELECT 'other-address', NULL::bigint; RETURN; END IF;
    IF who.role <> 'supplier' THEN RETURN QUERY SELECT 'other-role', NULL::bigint; RETURN; END IF;
    BEGIN
        INSERT INTO organisations_supplier (legal_name, known_as, legal_form, voluntary, size, registered_at, registered_by_id)
            VALUES (called, short_name, form, is_voluntary, '', moment, who.id) RETURNING id INTO made;
        INSERT INTO organisations_supplieridentifier (supplier_id, scheme, number, reason, added_at, evidence)
            VALUES (made, begun.scheme, begun.number, begun.reason, moment, '');
    EXCEPTION WHEN unique_violation THEN
        RETURN QUERY SELECT 'taken', NULL::bigint; RETURN;
    END;
    INSERT INTO organisations_supplieruser (user_id, supplier_id, since) VALUES (who.id, made, moment);
    UPDATE organisations_supplierregistration one SET used_at = moment, used_by_id = who.id, supplier_id = made
        WHERE one.id = begun.id;
    RETURN QUERY SELECT 'registered', made;
END $$;
"""

BACK = """
DROP FUNCTION organisations_finish_registration(text, timestamptz, text, text, text, boolean);
DROP FUNCTION organisations_registration(text, timestamptz);
DROP FUNCTION organisations_begin_registration(text, text, text, text, text, text, timestamptz, timestamptz, timestamptz, int);
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0005_supplier_registration")]

    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        secure_writes("organisations_supplierregistration", read="false", add="false", change="false"),
    ]
