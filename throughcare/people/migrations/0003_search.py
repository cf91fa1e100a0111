"""Search for people: folded names with their sounds, kept by the database, and one function that searches them.

Row security will not let PostgreSQL use an index for an operator that it cannot trust with hidden rows (``%``, ``@>``),
so the function runs as the owner, finds candidates through the indexes, and applies the same condition as the policy
of ``people_person`` before it counts, ranks or cuts anything: a hidden record changes no answer.
"""

from django.db import migrations

EXTENSION = "CREATE EXTENSION IF NOT EXISTS fuzzystrmatch"

FOLDING = r"""
CREATE FUNCTION people_fold(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(
        translate(lower(public.unaccent('public.unaccent', name)), '''’`', ''), '[^a-z0-9]+', ' ', 'g'))
$$;
CREATE FUNCTION people_sounds(name text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    word text;
    sounds text[] := '{}';
BEGIN
    FOREACH word IN ARRAY string_to_array(name, ' ') LOOP
        CONTINUE WHEN length(word) < 2;
        sounds := sounds || public.dmetaphone(word);
        IF public.dmetaphone_alt(word) <> public.dmetaphone(word) THEN
            sounds := sounds || public.dmetaphone_alt(word);
        END IF;
    END LOOP;
    RETURN array_remove(sounds, '');
END $$;
CREATE FUNCTION people_plain(identifier text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(upper(identifier), '[^A-Z0-9]', '', 'g')
$$;
"""

COLUMNS = """
ALTER TABLE people_person
    ADD COLUMN folded text GENERATED ALWAYS AS (people_fold(forenames || ' ' || surname || ' ' || preferred_name)) STORED,
    ADD COLUMN sounds text[] GENERATED ALWAYS AS
        (people_sounds(people_fold(forenames || ' ' || surname || ' ' || preferred_name))) STORED;
ALTER TABLE people_othername
    ADD COLUMN folded text GENERATED ALWAYS AS (people_fold(forenames || ' ' || surname)) STORED,
    ADD COLUMN sounds text[] GENERATED ALWAYS AS (people_sounds(people_fold(forenames || ' ' || surname))) STORED;
CREATE INDEX people_person_folded ON people_person USING gin (folded gin_trgm_ops);
CREATE INDEX people_person_sounds ON people_person USING gin (sounds);
CREATE INDEX people_othername_folded ON people_othername USING gin (folded gin_trgm_ops);
CREATE INDEX people_othername_sounds ON people_othername USING gin (sounds);
CREATE INDEX people_identifier_plain ON people_identifier (people_plain(value));
"""

COLUMNS_BACK = """
DROP INDEX people_identifier_plain;
ALTER TABLE people_othername DROP COLUMN sounds, DROP COLUMN folded;
ALTER TABLE people_person DROP COLUMN sounds, DROP COLUMN folded;
"""

# A name finds by letters (trigrams) or by sound (every word sounds like a word of the name; a word's second sound is
# enough). Wholly equal names come first, then likeness of letters, with something added for likeness of sound.
SEARCH = """
CREATE FUNCTION throughcare_search_people(name text, born date[], numbers text[], most integer)
RETURNS TABLE (person bigint, score real) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public SET pg_trgm.similarity_threshold = 0.45 SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    wanted text := people_fold(coalesce(name, ''));
    heard text[] := (SELECT coalesce(array_agg(dmetaphone(word)) FILTER (WHERE dmetaphone(word) <> ''), '{}')
                     FROM unnest(string_to_array(wanted, ' ')) word WHERE length(word) > 1);
    everywhere boolean := throughcare_reaches_all();
    units bigint[] := throughcare_units();
BEGIN
    IF throughcare_actor() IS NULL OR NOT (everywhere OR cardinality(units) > 0) THEN
        RETURN;
    END IF;
    IF cardinality(numbers) > 0 THEN
        RETURN QUERY
        SELECT p.id, 1::real
        FROM (SELECT coalesce(q.merged_into_id, q.id) AS id
              FROM (SELECT r.id FROM people_person r WHERE r.crn = ANY (numbers)
                    UNION SELECT i.person_id FROM people_identifier i WHERE people_plain(i.value) = ANY (numbers)) held
              JOIN people_person q ON q.id = held.id
              WHERE NOT q.limited OR throughcare_admitted(q.id)
              GROUP BY 1) found
        JOIN people_person p ON p.id = found.id
        WHERE (everywhere OR p.delivery_unit_id = ANY (units)) AND (NOT p.limited OR throughcare_admitted(p.id))
          AND p.merged_into_id IS NULL
        ORDER BY p.surname, p.forenames, p.crn LIMIT most;
    ELSIF wanted = '' THEN
        RETURN QUERY
        SELECT p.id, 1::real FROM people_person p
        WHERE p.date_of_birth = ANY (born)
          AND (everywhere OR p.delivery_unit_id = ANY (units)) AND (NOT p.limited OR throughcare_admitted(p.id))
          AND p.merged_into_id IS NULL
        ORDER BY array_position(born, p.date_of_birth), p.surname, p.forenames, p.crn LIMIT most;
    ELSE
        RETURN QUERY
        SELECT hit.id, max(hit.points)::real
        FROM (
            SELECT p.id, p.surname, p.forenames, p.crn,
                   similarity(p.folded, wanted) + CASE WHEN p.sounds @> heard THEN 0.25 ELSE 0 END AS points
            FROM people_person p
            WHERE (p.folded % wanted OR (cardinality(heard) > 0 AND p.sounds @> heard))
              AND (born IS NULL OR p.date_of_birth = ANY (born))
              AND (everywhere OR p.delivery_unit_id = ANY (units)) AND (NOT p.limited OR throughcare_admitted(p.id))
              AND p.merged_into_id IS NULL
            UNION ALL
            SELECT p.id, p.surname, p.forenames, p.crn,
                   similarity(o.folded, wanted) + CASE WHEN o.sounds @> heard THEN 0.2 ELSE 0 END
            FROM people_othername o JOIN people_person p ON p.id = o.person_id
            WHERE (o.folded % wanted OR (cardinality(heard) > 0 AND o.sounds @> heard))
              AND (born IS NULL OR p.date_of_birth = ANY (born))
              AND (everywhere OR p.delivery_unit_id = ANY (units)) AND (NOT p.limited OR throughcare_admitted(p.id))
              AND p.merged_into_id IS NULL
        ) hit
        GROUP BY hit.id, hit.surname, hit.forenames, hit.crn
        ORDER BY 2 DESC, hit.surname, hit.forenames, hit.crn LIMIT most;
    END IF;
END $$;
"""

SEARCH_BACK = "DROP FUNCTION throughcare_search_people(text, date[], text[], integer)"
FOLDING_BACK = "DROP FUNCTION people_plain(text); DROP FUNCTION people_sounds(text); DROP FUNCTION people_fold(text)"


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_security")]

    operations = [
        migrations.RunSQL(EXTENSION, migrations.RunSQL.noop),
        migrations.RunSQL(FOLDING, FOLDING_BACK),
        migrations.RunSQL(COLUMNS, COLUMNS_BACK),
        migrations.RunSQL(SEARCH, SEARCH_BACK),
    ]
