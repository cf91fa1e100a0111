"""What a person sees of their own record, kept by the database: row security, views of safe columns, and four functions.

The tables stay shut to the role ``person``: row security shows people to those who practise in their region alone. What a
person may read stands in views that belong to the owner and show the rows of one person, the one whose open account the
acting user has; what they may write goes through functions that check the same. Every view reads the person in a join,
so PostgreSQL lets nobody write through it.
"""

from django.db import migrations

from throughcare.people.row_security import with_person_and_history

# Whoever is no person, has no open account or is no longer supervised is nobody here.
WHO = """
CREATE FUNCTION throughcare_own_person() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT account.person_id FROM own_account account
    WHERE account.user_id = throughcare_actor() AND account.closed_at IS NULL AND throughcare_role() = 'person'
      AND EXISTS (SELECT 1 FROM supervision_officerspell spell
                  WHERE spell.person_id = account.person_id AND spell.until IS NULL AND spell.status <> 'ended')
$$;
"""

ME = "throughcare_own_person() AS me(id)"

# Contacts at which the person and somebody of the service meet or speak; a note or a plan is none.
MEETINGS = "'COAI', 'COHV', 'COAP', 'CHVS', 'COPT', 'COVC', 'CODC', 'C084', 'COOO', 'COSR', 'ESCI'"

VIEWS = {
    "own_record": f"""
        SELECT person.id, person.crn, person.language,
            coalesce(nullif(person.preferred_name, ''), split_part(person.forenames, ' ', 1)) AS called,
            coalesce(staff.forenames || ' ' || staff.surname, '') AS officer,
            coalesce(team.name, '') AS team, coalesce(team.phone, '') AS phone,
            unit.name AS unit, unit.name_cy AS unit_cy
        FROM {ME}
        JOIN people_person person ON person.id = me.id
        JOIN organisations_deliveryunit unit ON unit.id = person.delivery_unit_id
        JOIN supervision_officerspell spell ON spell.person_id = me.id AND spell.until IS NULL
        LEFT JOIN workforce_staff staff ON staff.id = spell.staff_id
        LEFT JOIN workforce_team team ON team.id = coalesce(spell.team_id, staff.team_id)""",
    "own_appointment": f"""
        SELECT contact.id, contact.reference, contact.type, contact.date, contact.time, contact.minutes, contact.outcome,
            coalesce(arranged.place, '') AS place, arranged.requirement_id AS requirement,
            coalesce(staff.forenames || ' ' || staff.surname, '') AS officer
        FROM {ME}
        JOIN supervision_contact contact ON contact.person_id = me.id
        LEFT JOIN supervision_appointment arranged ON arranged.contact_id = contact.id
        LEFT JOIN workforce_staff staff ON staff.id = contact.staff_id
        WHERE contact.type IN ({MEETINGS}) AND contact.outcome <> 'EROR'""",
    "own_sentence": f"""
        SELECT sentence.id, sentence.kind, sentence.starts_on, sentence.ends_on, sentence.licence_ends_on
        FROM {ME} JOIN people_sentence sentence ON sentence.person_id = me.id
        WHERE sentence.terminated_on IS NULL""",
    "own_requirement": f"""
        SELECT asked.id, asked.sentence_id AS sentence, asked.category, asked.length, asked.unit, asked.start, asked.until
        FROM {ME}
        JOIN people_requirement asked ON asked.person_id = me.id
        JOIN people_sentence sentence ON sentence.id = asked.sentence_id
        WHERE sentence.terminated_on IS NULL AND asked.terminated_on IS NULL""",
    "own_condition": f"""
        SELECT asked.id, asked.sentence_id AS sentence, asked.category, asked.wording, asked.start, asked.until
        FROM {ME}
        JOIN people_licencecondition asked ON asked.person_id = me.id
        JOIN people_sentence sentence ON sentence.id = asked.sentence_id
        WHERE sentence.terminated_on IS NULL""",
    "own_plan": f"""
        SELECT version.id, version.agreed_on, version.review_on, version.strengths, version.strengths_cy, version.own_words
        FROM {ME}
        JOIN supervision_planversion version ON version.person_id = me.id AND version.state = 'agreed'
        JOIN supervision_plan plan ON plan.id = version.plan_id AND plan.closed_on IS NULL""",
    "own_objective": f"""
        SELECT objective.id, objective.position, objective.text, objective.text_cy
        FROM {ME}
        JOIN supervision_planversion version ON version.person_id = me.id AND version.state = 'agreed'
        JOIN supervision_plan plan ON plan.id = version.plan_id AND plan.closed_on IS NULL
        JOIN supervision_planobjective objective ON objective.version_id = version.id""",
    "own_step": f"""
        SELECT step.id, step.objective_id AS objective, step.position, step.text, step.text_cy, step.who, step.agency,
            step.due_on, coalesce((SELECT progress.state FROM supervision_stepprogress progress
                                   WHERE progress.plan_id = plan.id AND progress.step = step.key
                                   ORDER BY progress.id DESC LIMIT 1), '') AS state
        FROM {ME}
        JOIN supervision_planversion version ON version.person_id = me.id AND version.state = 'agreed'
        JOIN supervision_plan plan ON plan.id = version.plan_id AND plan.closed_on IS NULL
        JOIN supervision_planstep step ON step.version_id = version.id""",
    "own_phone": f"""
        SELECT detail.id, detail.kind, detail.value, detail.start
        FROM {ME} JOIN people_contactdetail detail ON detail.person_id = me.id
        WHERE detail.kind IN ('mobile', 'telephone') AND detail.until IS NULL""",
    "own_asking": f"""
        SELECT asked.id, asked.contact_id AS contact, asked.reason, asked.words, asked.state, asked.asked_at, asked.answer,
            asked.answered_at
        FROM {ME} JOIN own_asked asked ON asked.person_id = me.id""",
}

MADE = "\n".join(f"CREATE VIEW {name} WITH (security_barrier) AS {select};" for name, select in VIEWS.items())
UNMADE = "\n".join(f"DROP VIEW {name};" for name in reversed(VIEWS))

DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public"
REFUSED = "USING ERRCODE = 'insufficient_privilege'"

WRITES = f"""
CREATE FUNCTION own_ask(meeting bigint, because text, say text, at timestamptz) RETURNS bigint {DEFINER} AS $$
DECLARE
    me bigint := throughcare_own_person();
    made bigint;
BEGIN
    PERFORM 1 FROM supervision_contact contact
    WHERE contact.id = meeting AND contact.person_id = me AND contact.outcome = '' AND contact.type IN ({MEETINGS})
      AND supervision_instant(contact.date, coalesce(contact.time, time '23:59'), false) > at
    FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such appointment of your own' {REFUSED};
    END IF;
    INSERT INTO own_asked (person_id, contact_id, reason, words, state, asked_at, answer)
    VALUES (me, meeting, because, say, 'waiting', at, '') RETURNING id INTO made;
    RETURN made;
END $$;

CREATE FUNCTION own_take_back(asking bigint, at timestamptz) RETURNS void {DEFINER} AS $$
BEGIN
    UPDATE own_asked SET state = 'withdrawn', answered_at = at, answered_by_id = throughcare_actor()
    WHERE id = asking AND person_id = throughcare_own_person() AND state = 'waiting';
    IF NOT FOUND THEN
        RAISE EXCEPTION 'no such question of your own' {REFUSED};
    END IF;
END $$;

CREATE FUNCTION own_note_change(what text, at timestamptz) RETURNS bigint {DEFINER} AS $$
DECLARE
    made bigint;
BEGIN
    IF throughcare_own_person() IS NULL THEN
        RAISE EXCEPTION 'nobody''s own record' {REFUSED};
    END IF;
    INSERT INTO own_ownchange (person_id, part, at, by_id)
    VALUES (throughcare_own_person(), what, at, throughcare_actor()) RETURNING id INTO made;
    RETURN made;
END $$;

CREATE FUNCTION own_change_phone(sort text, number text, day date, at timestamptz) RETURNS bigint {DEFINER} AS $$
DECLARE
    me bigint := throughcare_own_person();
BEGIN
    IF me IS NULL OR sort NOT IN ('mobile', 'telephone') OR number !~ '^[+]?[0-9]{{10,15}}$' THEN
        RAISE EXCEPTION 'not a number of your own' {REFUSED};
    END IF;
    UPDATE people_contactdetail SET until = greatest(day, start)
    WHERE person_id = me AND kind IN ('mobile', 'telephone') AND until IS NULL;
    -- A number that somebody else sees or hears stays marked as such.
    INSERT INTO people_contactdetail (person_id, kind, value, postcode, start, avoid)
    SELECT me, sort, number, '', day, coalesce((SELECT 'unsafe' FROM people_contactdetail before
        WHERE before.person_id = me AND replace(before.value, ' ', '') = number AND before.avoid = 'unsafe' LIMIT 1), '')
    ON CONFLICT (person_id, kind, value, start) DO UPDATE SET until = NULL;
    RETURN own_note_change('phone', at);
END $$;

CREATE FUNCTION own_change_language(code text, at timestamptz) RETURNS bigint {DEFINER} AS $$
BEGIN
    UPDATE people_person SET language = code WHERE id = throughcare_own_person();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'nobody''s own record' {REFUSED};
    END IF;
    RETURN own_note_change('language', at);
END $$;
"""
UNWRITTEN = """
DROP FUNCTION own_change_language(text, timestamptz); DROP FUNCTION own_change_phone(text, text, date, timestamptz);
DROP FUNCTION own_note_change(text, timestamptz); DROP FUNCTION own_take_back(bigint, timestamptz);
DROP FUNCTION own_ask(bigint, text, text, timestamptz);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("own", "0001_initial"),
        ("people", "0010_reach"),
        ("supervision", "0016_sentence_plans"),
        ("workforce", "0003_team_phone"),
    ]

    operations = [
        *with_person_and_history(("own_account", "own_asked", "own_ownchange")),
        migrations.RunSQL(WHO, "DROP FUNCTION throughcare_own_person()"),
        migrations.RunSQL(MADE, UNMADE),
        migrations.RunSQL(WRITES, UNWRITTEN),
    ]
