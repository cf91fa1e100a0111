"""Who asked a question is hidden from everybody but them and those who buy; competitions close by the clock.

Answers are public through a function that says nothing of who asked. Anybody may set off the closing of what is due, since
whoever looks first notices; nothing opens again what is closed.
"""

from django.db import migrations

from throughcare.accounts.row_security import secure, secure_writes

BUYER = "(SELECT throughcare_role()) IN ('commissioner', 'director')"
OWN = "supplier_id = ANY ((SELECT throughcare_suppliers())::bigint[])"
COMPETITION = "EXISTS (SELECT 1 FROM commissioning_competition seen WHERE seen.id = competition_id)"
INVITED = """EXISTS (SELECT 1 FROM commissioning_competitioninvitation one JOIN commissioning_competition asked
    ON asked.id = one.competition_id WHERE one.competition_id = commissioning_competitionenquiry.competition_id
    AND one.supplier_id = commissioning_competitionenquiry.supplier_id AND asked.state = 'published')"""

FUNCTIONS = """
CREATE FUNCTION commissioning_answers(competition bigint) RETURNS TABLE (number smallint, told text, answer text,
    answered_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT one.number, one.told, one.answer, one.answered_at FROM commissioning_competitionenquiry one
    JOIN commissioning_competition asked ON asked.id = one.competition_id
    WHERE asked.id = competition AND asked.published_at IS NOT NULL AND one.answered_at IS NOT NULL
    ORDER BY one.number
$$;

-- The deadline's own second is in time; the one after it is not.
CREATE FUNCTION commissioning_close_due(moment timestamptz) RETURNS TABLE (id bigint, reference varchar)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    WITH closed AS (
        UPDATE commissioning_competition one SET state = 'closed'
        WHERE one.state = 'published' AND one.closes_at + interval '1 second' <= moment
        RETURNING one.id, one.reference
    ), logged AS (
        INSERT INTO audit_entry (at, actor, actor_name, action, subject, person, detail, sequence, previous, hash)
        SELECT moment, 0, '', 'commissioning.close_competition', closed.reference, NULL,
            jsonb_build_object('competition', closed.id), 0, '', '' FROM closed
    )
    SELECT closed.id, closed.reference FROM closed
$$;
"""
BACK = """
DROP FUNCTION commissioning_close_due(timestamptz);
DROP FUNCTION commissioning_answers(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0022_competition_course"), ("audit", "0003_search_and_seal")]

    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        secure_writes(
            "commissioning_competitionenquiry",
            read=f"({BUYER} OR {OWN})",
            add=f"({OWN} AND {INVITED})",
            change=BUYER,
        ),
        secure("commissioning_competitionenquiryevent", BUYER),
        secure_writes("commissioning_competitionchange", read=COMPETITION, add=BUYER, change="false"),
    ]
