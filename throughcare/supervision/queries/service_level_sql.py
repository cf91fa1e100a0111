"""The statements that service levels are counted from: what happened, to whom, and where it is counted.

Every statement of ``EVENTS`` gives a person, a sentence, a reference, a kind, the day on which the place counts, up to
three days, and whether the case was set aside; ``PLACED`` adds the person, the officer and the delivery unit.
"""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.people.rules.codes import SENTENCE_KIND
from throughcare.supervision.queries.cases import Kind

CUSTODIAL = tuple(SENTENCE_KIND.having("custodial"))
AREAS: Mapping[Kind, str] = {
    "region": "place.region_id = %(area)s",
    "unit": "place.id = %(area)s",
    "team": "team.id = %(area)s",
    "staff": "staff.id = %(area)s AND held.status = 'allocated'",
}
PLACED = """
    SELECT event.*, person.crn, person.forenames || ' ' || person.surname, person.limited,
           coalesce(staff.code, ''), coalesce(staff.surname || ', ' || staff.forenames, ''),
           place.code, place.name, place.name_cy
    FROM ({events}) event (person_id, sentence_id, reference, kind, placed_on, first, second, third, set_aside)
    JOIN people_person person ON person.id = event.person_id AND person.merged_into_id IS NULL
    LEFT JOIN supervision_officerspell held ON held.person_id = event.person_id
          AND held.start <= event.placed_on AND (held.until IS NULL OR event.placed_on < held.until)
    LEFT JOIN workforce_staff staff ON staff.id = held.staff_id
    LEFT JOIN workforce_team team ON team.id = coalesce(held.team_id, staff.team_id)
    JOIN organisations_deliveryunit place ON place.id = coalesce(team.delivery_unit_id, person.delivery_unit_id)
    WHERE {area}{person}
    ORDER BY person.surname, person.forenames, person.crn, event.reference, event.sentence_id
    LIMIT %(most)s OFFSET %(skipped)s
"""
_RUNS_UNTIL = "least(sentence.ends_on, sentence.terminated_on)"
_RELEASES = """
    SELECT DISTINCT ON (spell.person_id, spell.until) spell.person_id, spell.sentence_id, spell.until AS released
    FROM people_custodyspell spell JOIN people_sentence freed ON freed.id = spell.sentence_id
    WHERE spell.kind IN ('sentence', 'recall') AND freed.kind = ANY(%(custodial)s)
      AND spell.until > spell.start AND (freed.licence_ends_on IS NULL OR spell.until < freed.licence_ends_on)
      AND {when} ORDER BY spell.person_id, spell.until, spell.sentence_id
"""
_SENTENCED = """
    SELECT sentence.person_id, sentence.id, sentence.reference, sentence.kind, %(last)s::date, sentence.sentenced_on,
        (SELECT min(first.start) FROM supervision_officerspell first
         WHERE first.person_id = sentence.person_id AND first.status = 'allocated'
           AND (first.until IS NULL OR first.until > sentence.sentenced_on)),
        NULL::date, false
    FROM people_sentence sentence
    WHERE sentence.kind IN ('community-order', 'suspended-sentence-order')
      AND sentence.sentenced_on >= %(first)s AND sentence.sentenced_on < %(until)s
"""
_RELEASED = f"""
    SELECT released.person_id, sentence.id, sentence.reference || '/' || released.released, 'licence', %(last)s::date,
        released.released,
        (SELECT min(first.start) FROM supervision_officerspell first
         WHERE first.person_id = sentence.person_id AND first.status = 'allocated'
           AND (first.until IS NULL OR first.until > released.released)),
        NULL::date, false
    FROM ({_RELEASES.format(when="spell.until >= %(first)s AND spell.until < %(until)s")}) released
    JOIN people_sentence sentence ON sentence.id = released.sentence_id
"""
_STARTS = f"""
    SELECT sentence.person_id, sentence.id AS sentence_id, sentence.reference, sentence.kind,
           sentence.sentenced_on AS started
    FROM people_sentence sentence WHERE sentence.kind IN ('community-order', 'suspended-sentence-order')
      AND sentence.sentenced_on >= %(first)s - 183 AND sentence.sentenced_on < %(until)s
    UNION ALL
    SELECT released.person_id, sentence.id, sentence.reference || '/' || released.released, 'licence', released.released
    FROM ({_RELEASES.format(when="spell.until >= %(first)s - 183 AND spell.until < %(until)s")}) released
    JOIN people_sentence sentence ON sentence.id = released.sentence_id
"""
_PLANNED = f"""
    SELECT begun.person_id, begun.sentence_id, begun.reference, begun.kind, %(last)s::date, begun.started, seen.day,
           (SELECT min(plan.date) FROM supervision_contact plan WHERE plan.person_id = begun.person_id
              AND plan.type = 'PLAN' AND plan.date >= begun.started), false
    FROM ({_STARTS}) begun
    LEFT JOIN LATERAL (
        SELECT min(contact.date) AS day FROM supervision_contact contact
        WHERE contact.person_id = begun.person_id AND contact.date >= begun.started AND contact.date <= %(on)s
          AND contact.type = ANY(%(face_to_face)s) AND contact.outcome = ANY(%(attended)s)
    ) seen ON true
    WHERE (seen.day >= %(first)s AND seen.day < %(until)s) OR (seen.day IS NULL AND begun.started >= %(first)s)
"""
_MONTHLY = f"""
    SELECT DISTINCT ON (span.person_id) span.person_id, span.sentence_id, span.reference, span.kind, %(last)s::date,
           span.start, span.until, due.suspended_from, false
    FROM (
        SELECT sentence.person_id, sentence.id AS sentence_id, sentence.reference, sentence.kind,
               sentence.sentenced_on AS start, {_RUNS_UNTIL} AS until
        FROM people_sentence sentence WHERE sentence.kind IN ('community-order', 'suspended-sentence-order')
        UNION ALL
        SELECT sentence.person_id, sentence.id, sentence.reference, 'licence',
               (SELECT max(spell.until) FROM people_custodyspell spell
                WHERE spell.sentence_id = sentence.id AND spell.kind = 'sentence'),
               least(sentence.licence_ends_on, {_RUNS_UNTIL})
        FROM people_sentence sentence WHERE sentence.kind = ANY(%(custodial)s)
          AND NOT EXISTS (SELECT 1 FROM people_custodyspell serving WHERE serving.sentence_id = sentence.id
                            AND serving.kind = 'sentence' AND (serving.until IS NULL OR serving.until >= %(until)s))
    ) span
    LEFT JOIN supervision_contactdue due ON due.person_id = span.person_id
    WHERE span.start < %(until)s AND (span.until IS NULL OR span.until > %(first)s)
    ORDER BY span.person_id, (span.start <= %(first)s AND (span.until IS NULL OR span.until >= %(until)s)) DESC,
             span.start, span.sentence_id
"""
_BREACHES = """
    SELECT breach.person_id, breach.sentence_id, breach.reference, breach.supervision, %(last)s::date, breach.aware_on,
           breach.presented_on, NULL::date, breach.state IN ('declined', 'withdrawn')
    FROM supervision_breach breach
    WHERE breach.kind = 'breach' AND breach.aware_on >= %(first)s AND breach.aware_on < %(until)s
"""
_ENDS = f"""
    SELECT sentence.person_id, sentence.id, sentence.reference, coalesce(nullif(sentence.termination_reason, ''), ''),
           ended.day - 1, ended.day, NULL::date, NULL::date, false
    FROM people_sentence sentence
    CROSS JOIN LATERAL (SELECT CASE WHEN sentence.kind = ANY(%(custodial)s)
        THEN least(sentence.licence_ends_on, {_RUNS_UNTIL}) ELSE {_RUNS_UNTIL} END AS day) ended
    WHERE {{which}} AND ended.day >= %(first)s AND ended.day < %(until)s
"""
_ORDERS = _ENDS.format(which="sentence.kind IN ('community-order', 'suspended-sentence-order')")
_LICENCES = _ENDS.format(
    which="""sentence.kind = ANY(%(custodial)s) AND EXISTS (SELECT 1 FROM people_custodyspell freed
        WHERE freed.sentence_id = sentence.id AND freed.kind = 'sentence' AND freed.until < ended.day)"""
)
CONTACTS = """
    SELECT person_id, type, date, outcome, arranged_on FROM supervision_contact
    WHERE person_id = ANY(%(people)s) AND date >= %(first)s AND date < %(until)s + %(days)s ORDER BY date, id
"""
CUSTODY = """
    SELECT person_id, start, until FROM people_custodyspell
    WHERE person_id = ANY(%(people)s) AND start < %(until)s AND (until IS NULL OR until > %(first)s)
"""

EVENTS: Mapping[str, str] = {
    "initial-appointment": _SENTENCED,
    "release-appointment": _RELEASED,
    "initial-plan": _PLANNED,
    "monthly-contact": _MONTHLY,
    "breach-timeliness": _BREACHES,
    "order-completion": _ORDERS,
    "licence-completion": _LICENCES,
}
