"""The facts by which cases are weighed, in one statement; a register for transition to adulthood."""

from django.db import migrations, models

CASE_FACTS = """
CREATE FUNCTION supervision_case_facts(officers bigint[], people bigint[], day date)
RETURNS TABLE (staff_id bigint, person_id bigint, since date, tier text, case_type text, t2a boolean, inactive text)
LANGUAGE sql STABLE AS $$
WITH held AS (
    SELECT spell.staff_id, person.id AS person_id, spell.start AS since FROM people_person person
    LEFT JOIN supervision_officerspell spell
           ON spell.person_id = person.id AND spell.start <= day AND (spell.until IS NULL OR day < spell.until)
    WHERE person.merged_into_id IS NULL AND (people IS NULL OR person.id = ANY (people))
      AND (people IS NOT NULL
           OR spell.status = 'allocated' AND (officers IS NULL OR spell.staff_id = ANY (officers)))
), sentences AS (
    SELECT sentence.person_id, bool_or(sentence.running) AS runs, bool_or(sentence.running AND sentence.custodial) AS inside,
           bool_or(sentence.custodial) AS custodial
    FROM (
        SELECT passed.person_id,
               passed.kind LIKE 'custody-%' OR passed.kind = 'youth-custody' AS custodial,
               coalesce(day < least(passed.terminated_on, passed.ends_on), true) AS running
        FROM people_sentence passed
        WHERE passed.sentenced_on <= day AND passed.person_id IN (SELECT held.person_id FROM held)
    ) sentence GROUP BY 1
), locked_up AS (
    SELECT DISTINCT spell.person_id FROM people_custodyspell spell
    WHERE spell.kind <> 'remand' AND spell.start <= day AND (spell.until IS NULL OR day < spell.until)
      AND spell.person_id IN (SELECT held.person_id FROM held)
), registers AS (
    SELECT entry.person_id, bool_or(entry.type IN ('RVHR', 'RHRH', 'RMRH', 'RLRH')) AS graded,
           bool_or(entry.type = 'T2A') AS t2a, bool_or(entry.type = 'WRNT') AS warrant
    FROM supervision_registration entry
    WHERE entry.registered_on <= day AND (entry.ended_on IS NULL OR day < entry.ended_on)
      AND entry.type IN ('RVHR', 'RHRH', 'RMRH', 'RLRH', 'T2A', 'WRNT')
      AND entry.person_id IN (SELECT held.person_id FROM held)
    GROUP BY 1
), assessed AS (
    SELECT DISTINCT assessment.person_id FROM supervision_assessment assessment
    WHERE assessment.completed_on <= day AND assessment.person_id IN (SELECT held.person_id FROM held)
), required AS (
    SELECT requirement.person_id, bool_and(requirement.category IN ('upw', 'upw-extension')) AS unpaid_work
    FROM people_requirement requirement
    WHERE requirement.start <= day AND coalesce(day < least(requirement.until, requirement.terminated_on), true)
      AND requirement.person_id IN (SELECT held.person_id FROM held)
    GROUP BY 1
)
SELECT held.staff_id, held.person_id, held.since,
       CASE WHEN assessed.person_id IS NOT NULL OR registers.graded THEN axes.label END,
       CASE WHEN sentences.inside OR (NOT sentences.runs AND sentences.custodial)
                 THEN CASE WHEN sentences.inside AND locked_up.person_id IS NOT NULL THEN 'custody' ELSE 'licence' END
            WHEN sentences.person_id IS NOT NULL THEN 'community' END,
       coalesce(registers.t2a, false),
       CASE WHEN NOT sentences.runs THEN 'overdue-termination'
            WHEN registers.warrant THEN 'warrant'
            WHEN required.unpaid_work AND NOT sentences.inside THEN 'unpaid-work' END
FROM held
LEFT JOIN sentences ON sentences.person_id = held.person_id
LEFT JOIN locked_up ON locked_up.person_id = held.person_id
LEFT JOIN registers ON registers.person_id = held.person_id
LEFT JOIN assessed ON assessed.person_id = held.person_id
LEFT JOIN required ON required.person_id = held.person_id
LEFT JOIN supervision_tier axes
       ON axes.person_id = held.person_id AND axes.scheme = 'two-axis-2021' AND axes.superseded_at IS NULL
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_exact_words_first"),
        ("supervision", "0004_longer_form"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="registration",
            name="registration_type_is_in_the_table",
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "type__in",
                        [
                            "RVHR",
                            "RHRH",
                            "RMRH",
                            "RLRH",
                            "MAPP",
                            "RMDO",
                            "ALSH",
                            "RVLN",
                            "RCCO",
                            "RCPR",
                            "RCHD",
                            "RPIR",
                            "RVAD",
                            "STRG",
                            "RTAO",
                            "IIOM",
                            "ADVP",
                            "REG30",
                            "SPO",
                            "INLL",
                            "PRC",
                            "SEXO",
                            "NSD",
                            "ISC",
                            "WRNT",
                            "T2A",
                            "HREG",
                        ],
                    )
                ),
                name="registration_type_is_in_the_table",
            ),
        ),
        migrations.RunSQL(CASE_FACTS, "DROP FUNCTION supervision_case_facts(bigint[], bigint[], date)"),
    ]
