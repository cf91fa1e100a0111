"""A first import sets aside primary keys, foreign keys from other tables, and row security as well.

Placing keys row by row takes longer than sorting them once, and PostgreSQL does not COPY into a table under row security.
The tables are locked against everybody else until the transaction ends, and it cannot end well while any of it is set
aside: so nobody ever sees a row that is not guarded, and every constraint holds for every row at commit.
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
    END LOOP;
    INSERT INTO transition_setaside (relation, kind, name, definition)
    SELECT conrelid::regclass::text, contype, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype IN ('p', 'u', 'x', 'f') AND conrelid = ANY (relations::regclass[])
       OR contype = 'f' AND confrelid = ANY (relations::regclass[])
    UNION ALL
    SELECT i.indrelid::regclass::text, 'i', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
    WHERE i.indrelid = ANY (relations::regclass[]) AND NOT i.indisunique
      AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    UNION ALL
    SELECT oid::regclass::text, 's', 'row security', '' FROM pg_class
    WHERE oid = ANY (relations::regclass[]) AND relrowsecurity;
    FOR part IN SELECT * FROM transition_setaside ORDER BY position(kind::text IN 'fxiups'), place LOOP
        IF part.kind = 'i' THEN
            EXECUTE format('DROP INDEX %I', part.name);
        ELSIF part.kind = 's' THEN
            EXECUTE format('ALTER TABLE %I DISABLE ROW LEVEL SECURITY', part.relation);
        ELSE
            EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', part.relation, part.name);
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION transition_put_back(relations text[], foreign_keys boolean) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public AS $$
DECLARE
    part record;
BEGIN
    PERFORM transition_refuse_others();
    FOR part IN
        SELECT * FROM transition_setaside s WHERE s.relation = ANY (relations) AND (foreign_keys OR s.kind <> 'f')
        ORDER BY position(kind::text IN 'puixfs'), place
    LOOP
        IF part.kind = 'i' THEN
            EXECUTE part.definition;
        ELSIF part.kind = 's' THEN
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part.relation);
        ELSE
            EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', part.relation, part.name, part.definition);
        END IF;
        DELETE FROM transition_setaside s WHERE s.place = part.place;
    END LOOP;
END $$;

CREATE FUNCTION transition_pass_numbers(relation text, numbers bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    sequence regclass := pg_get_serial_sequence(relation, 'id');
BEGIN
    PERFORM transition_refuse_others();
    PERFORM setval(sequence, nextval(sequence) + numbers);
END $$;
"""

BEFORE: str = import_module("throughcare.transition.migrations.0003_unique_set_aside").FORWARD
BACK = "DROP FUNCTION transition_pass_numbers(text, bigint);" + BEFORE.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)


class Migration(migrations.Migration):
    dependencies = [("transition", "0003_unique_set_aside")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
