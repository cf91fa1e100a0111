"""Unique constraints are set aside too for a first import, save those that tables outside it refer to.

Rebuilding one sorts its keys once, which takes a third of the time of placing them row by row. What is put back comes in
the order in which it depends on one another: unique constraints, indexes, exclusion constraints, foreign keys; and it may
come table by table, so that this is done while the next file is still being checked.
"""

from importlib import import_module

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION transition_set_aside(relations text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
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
        INSERT INTO transition_setaside (relation, kind, name, definition)
        SELECT relation, contype, conname, pg_get_constraintdef(oid) FROM pg_constraint c
        WHERE conrelid = relation::regclass AND (contype IN ('f', 'x') OR contype = 'u' AND NOT EXISTS (
            SELECT 1 FROM pg_constraint f WHERE f.contype = 'f' AND f.conindid = c.conindid
            AND f.conrelid <> ALL (relations::regclass[])))
        UNION ALL
        SELECT relation, 'i', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
        WHERE i.indrelid = relation::regclass AND NOT i.indisunique
          AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid);
    END LOOP;
    FOR part IN SELECT * FROM transition_setaside ORDER BY position(kind::text IN 'fxiu'), place LOOP
        IF part.kind = 'i' THEN
            EXECUTE format('DROP INDEX %I', part.name);
        ELSE
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', part.relation, part.name);
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION transition_put_back(relations text[], foreign_keys boolean) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public AS $$
DECLARE
    part record;
BEGIN
    PERFORM transition_refuse_others();
    FOR part IN
        SELECT * FROM transition_setaside s WHERE s.relation = ANY (relations) AND (foreign_keys OR s.kind <> 'f')
        ORDER BY position(kind::text IN 'uixf'), place
    LOOP
        IF part.kind = 'i' THEN
            EXECUTE part.definition;
        ELSE
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', part.relation, part.name, part.definition);
        END IF;
        DELETE FROM transition_setaside s WHERE s.place = part.place;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION transition_put_back() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    SELECT transition_put_back(ARRAY(SELECT DISTINCT relation::text FROM transition_setaside), true)
$$;
"""

FIRST: str = import_module("throughcare.transition.migrations.0001_set_aside").FORWARD
BACK = "DROP FUNCTION transition_put_back(text[], boolean);" + FIRST[
    FIRST.index("CREATE FUNCTION transition_set_aside") :
].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("transition", "0002_bundle_run")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
