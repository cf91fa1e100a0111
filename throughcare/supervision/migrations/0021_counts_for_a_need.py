"""How many people of an area need something: counts alone, for those who buy services and may see nobody's record."""

from django.db import migrations

# Six numbers, never a row about somebody. A person who was merged away is not counted twice. Of assessments the last one
# counts that is not withdrawn and says something about one of the sections.
COUNTS = """
CREATE FUNCTION supervision_counts_for_a_need(of_region text, units text[], sections text[], day date, of_sex text,
    born_after date, born_by date, known_as text[])
RETURNS TABLE (today bigint, in_year bigint, began bigint, began_before bigint, assessed bigint, in_need bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
#variable_conflict use_column
DECLARE
    year_ago date := (day - interval '1 year')::date;
    two_years_ago date := (day - interval '2 years')::date;
BEGIN
    IF coalesce(throughcare_role(), '') NOT IN ('commissioner', 'director') THEN
        RETURN;
    END IF;
    RETURN QUERY
    WITH counted AS (
        SELECT person.id,
            bool_or(sentence.until > day) AS now,
            bool_or(sentence.until > year_ago) AS of_year,
            bool_or(sentence.starts_on > year_ago) AS starts,
            bool_or(sentence.starts_on <= year_ago AND sentence.starts_on > two_years_ago) AS started
        FROM people_person person
        JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
        JOIN organisations_region region ON region.id = unit.region_id
        JOIN LATERAL (
            SELECT one.starts_on, least(coalesce(one.terminated_on, 'infinity'), coalesce(one.ends_on, 'infinity')) AS until
            FROM people_sentence one WHERE one.person_id = person.id AND one.starts_on <= day
        ) sentence ON true
        WHERE region.code = of_region AND (cardinality(units) = 0 OR unit.code = ANY (units))
            AND person.merged_into_id IS NULL
            AND (of_sex = '' OR person.sex = of_sex)
            AND (born_after IS NULL OR person.date_of_birth > born_after)
            AND (born_by IS NULL OR person.date_of_birth <= born_by)
            AND (cardinality(known_as) = 0 OR EXISTS (
                SELECT 1 FROM people_characteristic said
                WHERE said.person_id = person.id AND said.kind || ':' || said.value = ANY (known_as)
                    AND said.recorded_on = (SELECT max(other.recorded_on) FROM people_characteristic other
                        WHERE other.person_id = person.id AND other.kind = said.kind AND other.recorded_on <= day)))
        GROUP BY person.id
    ), looked_at AS (
        SELECT counted.id, (
            SELECT (SELECT bool_or(to_jsonb(found) ->> ('need_' || section) IN ('standard', 'severe'))
                FROM unnest(sections) section)
            FROM supervision_assessment found
            WHERE found.person_id = counted.id AND found.completed_on <= day AND found.withdrawn_on IS NULL
                AND EXISTS (SELECT 1 FROM unnest(sections) section WHERE to_jsonb(found) ->> ('need_' || section) <> '')
            ORDER BY found.completed_on DESC, found.id DESC LIMIT 1
        ) AS needs_it
        FROM counted WHERE counted.of_year AND cardinality(sections) > 0
    )
    SELECT count(*) FILTER (WHERE counted.now), count(*) FILTER (WHERE counted.of_year),
        count(*) FILTER (WHERE counted.starts), count(*) FILTER (WHERE counted.started),
        (SELECT count(*) FROM looked_at WHERE looked_at.needs_it IS NOT NULL),
        (SELECT count(*) FROM looked_at WHERE looked_at.needs_it)
    FROM counted;
END $$;
"""
BACK = "DROP FUNCTION supervision_counts_for_a_need(text, text[], text[], date, text, date, date, text[])"


class Migration(migrations.Migration):
    dependencies = [("supervision", "0020_times_taken"), ("accounts", "0005_commissioner")]

    operations = [migrations.RunSQL(COUNTS, BACK)]
