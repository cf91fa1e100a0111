"""Case reference numbers for people whose records begin here: a sequence of our own, from K000000 to Y999999.

The function runs as the owner, so that it passes over every number that an import brought in, seen or unseen.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0010_reach")]

    operations = [
        migrations.RunSQL(
            """
            CREATE SEQUENCE people_case_number MINVALUE 0 MAXVALUE 14999999;
            CREATE FUNCTION people_next_case_number() RETURNS text
            LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
            DECLARE
                n bigint;
                number text;
            BEGIN
                LOOP
                    n := nextval('people_case_number');
                    number := chr(75 + (n / 1000000)::int) || lpad((n % 1000000)::text, 6, '0');
                    IF NOT EXISTS (SELECT 1 FROM people_person WHERE crn = number) THEN
                        RETURN number;
                    END IF;
                END LOOP;
            END $$;
            """,
            "DROP FUNCTION people_next_case_number(); DROP SEQUENCE people_case_number;",
        )
    ]
