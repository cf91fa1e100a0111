"""Loads of many officers at once: whom the reader may see is asked once, not again for every row of six tables."""

from django.db import migrations

# It gives numbers alone, of the people it is handed: row security chooses these before. The statement is planned for
# that many people each time, so that one officer is found by the indexes and a region by reading the tables.
COUNTS_OF = """
CREATE FUNCTION supervision_case_counts_of(people bigint[], day date)
RETURNS TABLE (staff_id bigint, tier text, case_type text, t2a boolean, inactive text, cases bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
BEGIN
    RETURN QUERY EXECUTE
        'SELECT facts.staff_id, facts.tier, facts.case_type, facts.t2a, facts.inactive, count(*)
         FROM supervision_case_facts(NULL, $1, $2) facts GROUP BY 1, 2, 3, 4, 5'
        USING coalesce(people, ARRAY[]::bigint[]), day;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("supervision", "0017_allocation")]

    operations = [
        migrations.RunSQL(COUNTS_OF, "DROP FUNCTION supervision_case_counts_of(bigint[], date)"),
    ]
