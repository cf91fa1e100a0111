"""Search puts names that hold every word as it was typed before names that are only like it, however short those are."""

from importlib import import_module

from django.db import migrations

# As before, with one more point where each word typed is a word of the name: likeness and sound together give at most 1.25,
# and likeness alone prefers a short name with a slip to a long name without one.
SEARCH = """
CREATE OR REPLACE FUNCTION throughcare_search_people(name text, born date[], numbers text[], most integer)
RETURNS TABLE (person bigint, score real) LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public SET pg_trgm.similarity_threshold = 0.45 SET plan_cache_mode = force_custom_plan SET jit = off AS $$
DECLARE
    wanted text := people_fold(coalesce(name, ''));
    words text[] := string_to_array(people_fold(coalesce(name, '')), ' ');
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
                   similarity(p.folded, wanted) + CASE WHEN p.sounds @> heard THEN 0.25 ELSE 0 END
                       + CASE WHEN string_to_array(p.folded, ' ') @> words THEN 1 ELSE 0 END AS points
            FROM people_person p
            WHERE (p.folded % wanted OR (cardinality(heard) > 0 AND p.sounds @> heard))
              AND (born IS NULL OR p.date_of_birth = ANY (born))
              AND (everywhere OR p.delivery_unit_id = ANY (units)) AND (NOT p.limited OR throughcare_admitted(p.id))
              AND p.merged_into_id IS NULL
            UNION ALL
            SELECT p.id, p.surname, p.forenames, p.crn,
                   similarity(o.folded, wanted) + CASE WHEN o.sounds @> heard THEN 0.2 ELSE 0 END
                       + CASE WHEN string_to_array(o.folded, ' ') @> words THEN 1 ELSE 0 END
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

BEFORE = import_module("throughcare.people.migrations.0003_search").SEARCH.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_merges")]

    operations = [migrations.RunSQL(SEARCH, BEFORE)]
