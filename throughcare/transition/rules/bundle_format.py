"""The CSV bundle: its files, their columns, their kinds. Table Schemas, importer and exporter read this table.

A bundle is a folder or a zip. Every file is UTF-8 with a header row; dates are ISO 8601 (``2026-11-22``), times
``HH:MM``; an empty cell means "not known"; periods are half-open: ``until`` is the first day on which it no longer holds.
"""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.people.rules import codes as people
from throughcare.supervision.rules import codes as supervision
from throughcare.transition.rules import bundle_columns as column
from throughcare.transition.rules.bundle_columns import BundleFile, Column
from throughcare.workforce.rules import codes as workforce

TEAMS = BundleFile(
    "teams",
    "Teams of the delivery units",
    (
        Column("code", "key", "Team code", True, most=20, pattern=r"[A-Z0-9]+"),
        Column("name", "text", "Name", True),
        Column("delivery_unit", "unit", "Delivery unit", True),
    ),
    ("code",),
    required=True,
    person="",
)

STAFF = BundleFile(
    "staff",
    "Members of staff",
    (
        Column("code", "key", "Staff code", True, most=20, pattern=r"[A-Z0-9]+"),
        Column(
            "username",
            "text",
            "User name for signing in; empty where the person does not sign in",
            most=60,
            pattern=r"[A-Za-z0-9_.@+-]+",
        ),
        Column("forenames", "name", "Forenames", True, most=100),
        Column("surname", "name", "Surname", True, most=100),
        column.code("grade", workforce.GRADE, "Grade", required=True),
        Column("team", "ref", "Team; empty for those who lead a unit or a region", target="teams"),
        Column("delivery_unit", "unit", "Delivery unit; empty for those who lead a region"),
        Column("region", "region", "Region code, for those who lead a region"),
        Column("contracted_hours", "decimal", "Contracted hours a week", least=0, most=60, places=1),
        column.day("from", "First day in post", required=True),
        column.day("until", "First day no longer in post"),
    ),
    ("code",),
    required=True,
    person="",
    periods=(("from", "until"),),
    together=(("team", "delivery_unit", "region"),),
)

CONTRACTED_HOURS = BundleFile(
    "contracted_hours",
    "Contracted hours of members of staff in times when they are others than staff.csv says",
    (
        Column("staff", "ref", "Member of staff", True, target="staff"),
        Column("hours", "decimal", "Contracted hours a week", True, least=0, most=60, places=1),
        column.day("from", "First day", required=True),
        column.day("until", "First day on which they no longer hold"),
    ),
    ("staff", "from"),
    person="",
    periods=(("from", "until"),),
)

REDUCTIONS = BundleFile(
    "reductions",
    "Time taken off the contracted hours of members of staff, other than what comes with a grade by itself",
    (
        column.key("Reference of the reduction"),
        Column("staff", "ref", "Member of staff", True, target="staff"),
        column.code("reason", workforce.REDUCTION_REASON, "Reason", required=True),
        Column(
            "share",
            "decimal",
            "Share of the hours, percent; empty where hours are given",
            least=0.01,
            most=100,
        ),
        Column("hours", "decimal", "Hours a week; empty where a share is given", least=0.1, most=60, places=1),
        column.day("from", "First day", required=True),
        column.day("until", "First day on which it no longer holds"),
        column.text("notes", "Notes", most=20000),
    ),
    ("reference",),
    person="",
    periods=(("from", "until"),),
    together=(("share", "hours"),),
)

PEOPLE = BundleFile(
    "people",
    "People on probation",
    (
        Column(
            "crn", "key", "Case reference number: a letter and six digits", True, most=7, pattern=column.CRN_PATTERN
        ),
        Column("forenames", "name", "Forenames", True, most=100),
        Column("surname", "name", "Surname", True, most=100),
        Column("preferred_name", "name", "Name the person prefers to be called", most=100),
        column.day("date_of_birth", "Date of birth", required=True),
        column.code("sex", people.SEX, "Sex", required=True),
        column.code("language", people.LANGUAGE, "Preferred language", required=True),
        Column("delivery_unit", "unit", "Delivery unit that is responsible", True),
    ),
    ("crn",),
    required=True,
)

NAMES = BundleFile(
    "names",
    "Other names a person has been known by",
    (
        column.crn(),
        column.code("kind", people.NAME_KIND, "Kind of name", required=True),
        Column("forenames", "name", "Forenames", most=100),
        Column("surname", "name", "Surname", True, most=100),
    ),
    ("crn", "kind", "forenames", "surname"),
)

IDENTIFIERS = BundleFile(
    "identifiers",
    "Identifiers other than the case reference number",
    (
        column.crn(),
        column.code("kind", people.IDENTIFIER_KIND, "Kind of identifier", required=True),
        Column("value", "text", "The identifier", True, most=30),
    ),
    ("crn", "kind", "value"),
)

CHARACTERISTICS = BundleFile(
    "characteristics",
    "Protected characteristics, as the person gave them",
    (
        column.crn(),
        column.code("kind", people.CHARACTERISTIC_KIND, "Characteristic", required=True),
        Column("value", "text", "Code from the table of that characteristic", True, most=30),
        column.day("recorded_on", "Day on which it was asked", required=True),
        Column("recorded_by", "ref", "Member of staff who asked", target="staff"),
    ),
    ("crn", "kind", "recorded_on", "value"),
)

CONTACT_DETAILS = BundleFile(
    "contact_details",
    "Addresses, telephones and emails",
    (
        column.crn(),
        column.code("kind", people.CONTACT_DETAIL_KIND, "Kind", required=True),
        column.text("value", "Address, number or email", required=True, most=300),
        Column("postcode", "text", "Postcode of an address", most=8),
        column.day("from", "First day on which it held", required=True),
        column.day("until", "First day on which it no longer held"),
    ),
    ("crn", "kind", "value", "from"),
    periods=(("from", "until"),),
)

CIRCUMSTANCES = BundleFile(
    "circumstances",
    "Personal circumstances",
    (
        column.crn(),
        column.code("kind", people.CIRCUMSTANCE_KIND, "Kind", required=True),
        column.text("description", "What it is", required=True, most=500),
        column.day("from", "First day on which it held", required=True),
        column.day("until", "First day on which it no longer held"),
    ),
    ("crn", "kind", "from", "description"),
    periods=(("from", "until"),),
)

RESTRICTIONS = BundleFile(
    "restrictions",
    "Limited access: who is barred from a record, and to whom it is restricted",
    (
        column.crn(),
        column.code("kind", people.ACCESS_KIND, "Exclusion or restriction", required=True),
        Column("staff", "ref", "Member of staff whom it names", True, target="staff"),
        column.text("reason", "Why", required=True, most=500),
        column.day("from", "First day", required=True),
        column.day("until", "First day no longer"),
    ),
    ("crn", "kind", "staff", "from"),
    periods=(("from", "until"),),
)

SENTENCES = BundleFile(
    "sentences",
    "Sentences and orders",
    (
        column.key("Reference of the sentence"),
        column.crn(),
        column.code("kind", people.SENTENCE_KIND, "Kind of sentence", required=True),
        column.text("court", "Court that passed it", most=100),
        column.text("offence", "Main offence", most=200),
        column.code("offence_group", people.OFFENCE_GROUP, "Main offence group", required=True),
        column.day("sentenced_on", "Day on which it was passed", required=True),
        column.day("starts_on", "First day of the order, or of custody", required=True),
        column.day("ends_on", "Day after the last of the whole sentence; empty for a life sentence or IPP"),
        column.day("licence_ends_on", "Day after the last of the licence, for custody"),
        column.day("terminated_on", "Day on which it ended"),
        column.code("termination_reason", people.TERMINATION_REASON, "How it ended"),
    ),
    ("reference",),
    required=True,
    periods=(("starts_on", "ends_on"), ("starts_on", "licence_ends_on"), ("starts_on", "terminated_on"),
             ("licence_ends_on", "ends_on")),
    together=(("terminated_on", "termination_reason"),),
)  # fmt: skip

CUSTODY = BundleFile(
    "custody",
    "Time held in custody under a sentence or on recall",
    (
        Column("sentence", "ref", "Sentence", True, target="sentences"),
        column.code("kind", people.CUSTODY_KIND, "Why the person was held", required=True),
        column.day("from", "First day", required=True),
        column.day("until", "Day of release"),
    ),
    ("sentence", "from"),
    person="sentence",
    periods=(("from", "until"),),
)

REQUIREMENTS = BundleFile(
    "requirements",
    "Requirements of community and suspended sentence orders",
    (
        column.key("Reference of the requirement"),
        Column("sentence", "ref", "Sentence", True, target="sentences"),
        column.code("category", people.REQUIREMENT_CATEGORY, "Category", required=True),
        Column("length", "integer", "Length ordered, in the unit", least=0, most=5000),
        column.code("unit", people.LENGTH_UNIT, "Unit of length"),
        column.day("from", "First day", required=True),
        column.day("until", "First day no longer in force"),
        column.day("terminated_on", "Day on which it ended"),
        column.code("termination_reason", people.TERMINATION_REASON, "How it ended"),
    ),
    ("reference",),
    person="sentence",
    periods=(("from", "until"), ("from", "terminated_on")),
    together=(("length", "unit"), ("terminated_on", "termination_reason")),
)

LICENCE_CONDITIONS = BundleFile(
    "licence_conditions",
    "Licence conditions and post-sentence supervision requirements",
    (
        column.key("Reference of the condition"),
        Column("sentence", "ref", "Sentence", True, target="sentences"),
        column.code("category", people.LICENCE_CONDITION_CATEGORY, "Category", required=True),
        column.text("wording", "Wording", most=1000),
        column.day("from", "First day", required=True),
        column.day("until", "First day no longer in force"),
    ),
    ("reference",),
    person="sentence",
    periods=(("from", "until"),),
)

ENFORCEMENTS = BundleFile(
    "enforcements",
    "Breach and recall processes and how they ended",
    (
        column.key("Reference of the process"),
        Column("sentence", "ref", "Sentence", True, target="sentences"),
        column.day("started_on", "Day on which it began", required=True),
        column.code("outcome", supervision.ENFORCEMENT_OUTCOME, "Outcome"),
        column.day("outcome_on", "Day of the outcome"),
    ),
    ("reference",),
    person="sentence",
    periods=(("started_on", "outcome_on"),),
    together=(("outcome", "outcome_on"),),
)

REGISTRATIONS = BundleFile(
    "registrations",
    "Registrations: risk of serious harm, MAPPA and the other registers",
    (
        column.key("Reference of the registration"),
        column.crn(),
        column.code("type", supervision.REGISTRATION_TYPE, "Register", required=True),
        column.code("level", supervision.REGISTRATION_LEVEL, "MAPPA level"),
        column.code("category", supervision.REGISTRATION_CATEGORY, "MAPPA category"),
        column.day("registered_on", "Day on which it was made", required=True),
        column.day("review_on", "Day on which it is due for review"),
        column.day("ended_on", "Day on which it was removed"),
    ),
    ("reference",),
    periods=(("registered_on", "ended_on"), ("registered_on", "review_on")),
    together=(("type", "level", "category"),),
)

ASSESSMENTS = BundleFile(
    "assessments",
    "Assessments: predictor scores and needs",
    (
        column.key("Reference of the assessment"),
        column.crn(),
        column.code("kind", supervision.ASSESSMENT_KIND, "Kind", required=True),
        column.day("completed_on", "Day on which it was completed", required=True),
        column.percent("rsr", "Risk of serious recidivism, percent"),
        column.percent("ogrs", "Offender group reconviction scale, percent"),
        column.percent("arp", "All reoffending predictor, percent"),
        column.code("arp_kind", supervision.PREDICTOR_KIND, "All reoffending predictor: static or dynamic"),
        column.percent("csrp", "Combined serious reoffending predictor, percent"),
        column.code(
            "csrp_kind", supervision.PREDICTOR_KIND, "Combined serious reoffending predictor: static or dynamic"
        ),
        column.percent("dc_srp", "Sexual reoffending predictor (direct contact), percent"),
        column.code("dc_srp_band", supervision.SEXUAL_PREDICTOR_BAND, "Sexual reoffending predictor: band"),
        column.need("accommodation", "Need: accommodation"),
        column.need("ete", "Need: education, training and employment"),
        column.need("relationships", "Need: relationships"),
        column.need("lifestyle", "Need: lifestyle and associates"),
        column.need("drugs", "Need: drugs"),
        column.need("alcohol", "Need: alcohol"),
        column.need("thinking", "Need: thinking and behaviour"),
        column.need("attitudes", "Need: attitudes"),
        Column("parenting", "integer", "OASys 6.9 parenting responsibilities: 1 yes, 0 no", least=0, most=1),
        Column("impulsivity", "integer", "OASys 11.2 impulsivity: 0 none, 1 some, 2 significant", least=0, most=2),
        Column("temper", "integer", "OASys 11.4 temper control: 0 none, 1 some, 2 significant", least=0, most=2),
    ),
    ("reference",),
)

RESPONSIBLE_OFFICERS = BundleFile(
    "responsible_officers",
    "Who was responsible for each person, as a chain without gap or overlap",
    (
        column.crn(),
        column.day("from", "First day", required=True),
        column.day("until", "First day of the next row; empty in the last"),
        column.code("status", supervision.OFFICER_STATUS, "Allocated, not yet allocated, or ended", required=True),
        Column("staff", "ref", "Practitioner; empty unless allocated", target="staff"),
        Column("team", "ref", "Team; empty once ended", target="teams"),
        column.text("reason", "Why it changed", most=200),
    ),
    ("crn", "from"),
    required=True,
    periods=(("from", "until"),),
)

CONTACTS = BundleFile(
    "contacts",
    "Appointments and other contacts, past and planned",
    (
        column.key("Reference of the contact"),
        column.crn(),
        Column("sentence", "ref", "Sentence it belongs to, where it belongs to one", target="sentences"),
        column.code("type", supervision.CONTACT_TYPE, "Type", required=True),
        column.day("date", "Day", required=True),
        Column("time", "time", "Time of day"),
        Column("minutes", "integer", "Length in minutes", least=1, most=1440),
        Column("staff", "ref", "Member of staff", target="staff"),
        column.day("arranged_on", "Day on which it was arranged"),
        column.code("outcome", supervision.OUTCOME, "Outcome; empty while it lies ahead or is not yet recorded"),
        column.text("notes", "Notes", most=20000),
    ),
    ("reference",),
    together=(("date", "time", "arranged_on"),),
)

FILES = (
    TEAMS, STAFF, CONTRACTED_HOURS, REDUCTIONS, PEOPLE, NAMES, IDENTIFIERS, CHARACTERISTICS, CONTACT_DETAILS,
    CIRCUMSTANCES, RESTRICTIONS, SENTENCES, CUSTODY, REQUIREMENTS, LICENCE_CONDITIONS, ENFORCEMENTS, REGISTRATIONS,
    ASSESSMENTS, RESPONSIBLE_OFFICERS, CONTACTS,
)  # fmt: skip
BY_NAME: Mapping[str, BundleFile] = {file.name: file for file in FILES}
