"""A first import is loaded without secondary indexes and foreign keys, which are made again, and checked, before it ends.

Only into empty tables, only for the role ``jobs``, and no transaction commits while anything is still set aside.
"""

from django.db import migrations

FORWARD = """
CREATE TABLE transition_setaside (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    relation name NOT NULL, kind "char" NOT NULL, name name NOT NULL, definition text NOT NULL
);
REVOKE ALL ON transition_setaside FROM PUBLIC;

CREATE FUNCTION transition_nothing_set_aside() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM transition_setaside) THEN
        RAISE EXCEPTION 'constraints are still set aside' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transition_setaside_is_put_back AFTER INSERT ON transition_setaside
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION transition_nothing_set_aside();

CREATE FUNCTION transition_refuse_others() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(nullif(current_setting('role'), 'none'), session_user) <> 'throughcare_jobs' THEN
        RAISE EXCEPTION 'only jobs may do this' USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

CREATE FUNCTION transition_set_aside(relations text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    relation text;
    filled boolean;
    part record;
BEGIN
    PERFORM transition_refuse_others();
    FOREACH relation IN ARRAY relations LOOP
        EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', relation);
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', relation) INTO filled;
        IF filled THEN
            RAISE EXCEPTION 'the table % is not empty', relation USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        FOR part IN
            SELECT 'c'::"char" AS kind, conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
            WHERE conrelid = relation::regclass AND contype IN ('f', 'x')
            UNION ALL
            SELECT 'i', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
            WHERE i.indrelid = relation::regclass AND NOT i.indisunique
              AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
        LOOP
            INSERT INTO transition_setaside (relation, kind, name, definition)
            VALUES (relation, part.kind, part.name, part.definition);
        END LOOP;
    END LOOP;
    FOR part IN SELECT * FROM transition_setaside LOOP
        IF part.kind = 'c' THEN
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', part.relation, part.name);
        ELSE
            EXECUTE format('DROP INDEX %I', part.name);
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION transition_put_back() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    part record;
BEGIN
    PERFORM transition_refuse_others();
    FOR part IN SELECT * FROM transition_setaside ORDER BY place LOOP
        IF part.kind = 'c' THEN
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', part.relation, part.name, part.definition);
        ELSE
            EXECUTE part.definition;
        END IF;
    END LOOP;
    DELETE FROM transition_setaside;
END $$;
"""

BACK = """
DROP FUNCTION transition_put_back(); DROP FUNCTION transition_set_aside(text[]);
DROP FUNCTION transition_refuse_others(); DROP TABLE transition_setaside; DROP FUNCTION transition_nothing_set_aside();
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0003_row_security_and_chains")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
