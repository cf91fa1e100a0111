"""Reference tables about supervision: registrations, assessments, contacts and their outcomes, responsible officers."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

REGISTRATION_TYPE = code_list(
    "registration-type",
    _("Registration"),
    "Register types read by hmpps-tier, with the codes they carry there; T2A is a slug of ours",
    ("RVHR", _("Very high risk of serious harm"), {"rosh": "very-high"}),
    ("RHRH", _("High risk of serious harm"), {"rosh": "high"}),
    ("RMRH", _("Medium risk of serious harm"), {"rosh": "medium"}),
    ("RLRH", _("Low risk of serious harm"), {"rosh": "low"}),
    (
        "MAPP",
        _("Multi-agency public protection arrangements"),
        {"levels": ("M1", "M2", "M3"), "categories": ("C1", "C2", "C3", "C4"), "short": _("MAPPA")},
    ),
    ("RMDO", _("Mental health issues"), {"complexity": True}),
    ("ALSH", _("Suicide or self-harm"), {"complexity": True}),
    ("RVLN", _("Vulnerability"), {"complexity": True}),
    ("RCCO", _("Child concerns"), {"complexity": True}),
    ("RCPR", _("Child protection"), {"complexity": True}),
    ("RCHD", _("Risk to children"), {"complexity": True}),
    ("RPIR", _("Public interest"), {"complexity": True}),
    ("RVAD", _("Risk to an adult at risk"), {"complexity": True}),
    ("STRG", _("Street gangs"), {"complexity": True}),
    ("RTAO", _("Terrorism Act offender"), {"complexity": True}),
    ("IIOM", _("Integrated offender management")),
    ("ADVP", _("Domestic abuse perpetrator")),
    ("REG30", _("History of domestic abuse")),
    ("SPO", _("Stalking")),
    ("INLL", _("Life or IPP sentence")),
    ("PRC", _("Two-thirds point reached")),
    ("SEXO", _("Convicted of a sexual offence")),
    ("NSD", _("National Security Division")),
    ("ISC", _("Intensive Supervision Court")),
    ("WRNT", _("Warrant outstanding or unlawfully at large")),
    ("T2A", _("Transition to adulthood")),
    ("HREG", _("Historic register")),
)

REGISTRATION_LEVEL = code_list(
    "registration-level",
    _("MAPPA level"),
    "Levels of management under MAPPA",
    ("M1", _("Level 1")),
    ("M2", _("Level 2")),
    ("M3", _("Level 3")),
)

REGISTRATION_CATEGORY = code_list(
    "registration-category",
    _("MAPPA category"),
    "Categories under MAPPA",
    ("C1", _("Category 1")),
    ("C2", _("Category 2")),
    ("C3", _("Category 3")),
    ("C4", _("Category 4")),
)

REGISTRATION_END = code_list(
    "registration-end",
    _("Why a registration ended"),
    "Own list: the case systems that could be seen record the day of removal only",
    ("no-longer", _("The risk no longer holds")),
    ("replaced", _("Replaced by another registration"), {"by_itself": True}),
    ("transferred", _("Managed by another service now")),
    ("error", _("Recorded in error"), {"never_held": True}),
)

ASSESSMENT_KIND = code_list(
    "assessment-kind",
    _("Assessment"),
    "Assessments from which hmpps-tier reads scores and needs",
    ("OASYS", _("OASys assessment")),
    ("SAN", _("Strengths and needs assessment")),
    ("RSR", _("Risk of serious recidivism score only")),
)

NEED_SEVERITY = code_list(
    "need-severity",
    _("Severity of need"),
    "Severities as hmpps-tier weighs them",
    ("none", _("No need")),
    ("standard", _("Standard need")),
    ("severe", _("Severe need")),
)

PREDICTOR_KIND = code_list(
    "predictor-kind",
    _("Kind of predictor"),
    "Whether a reoffending predictor used dynamic factors",
    ("static", _("Static factors only")),
    ("dynamic", _("Static and dynamic factors")),
)

SEXUAL_PREDICTOR_BAND = code_list(
    "sexual-predictor-band",
    _("Sexual reoffending predictor band"),
    "Bands of DC-SRP as hmpps-tier reads them",
    ("low", _("Low")),
    ("medium", _("Medium")),
    ("high", _("High")),
    ("very-high", _("Very high")),
    ("not-applicable", _("Not applicable")),
)

CONTACT_TYPE = code_list(
    "contact-type",
    _("Contact"),
    "Appointment type codes seen in public probation systems; (NS) marks a national-standard contact",
    ("COAI", _("Initial appointment in the office"), {"mode": "in-person", "standard": True, "initial": True}),
    ("COHV", _("Initial appointment at home"), {"mode": "home-visit", "standard": True, "initial": True}),
    ("COAP", _("Planned office visit"), {"mode": "in-person", "standard": True}),
    ("CHVS", _("Home visit"), {"mode": "home-visit", "standard": True}),
    ("COPT", _("Planned telephone contact"), {"mode": "phone", "standard": True}),
    ("COVC", _("Planned video contact"), {"mode": "video", "standard": True}),
    ("CODC", _("Planned doorstep contact"), {"mode": "home-visit", "standard": True}),
    ("C084", _("Three-way meeting"), {"mode": "in-person", "standard": True}),
    ("COOO", _("Planned contact away from the office"), {"mode": "in-person", "standard": False}),
    ("COSR", _("Interview for a report"), {"mode": "in-person", "standard": False}),
    ("ESCI", _("Online check-in"), {"mode": "digital-check-in", "standard": True}),
    (
        "PLAN",
        _("Initial sentence plan completed"),
        {"mode": "none", "standard": False, "plan": True, "by_itself": True},
    ),
    ("REVW", _("Sentence plan reviewed"), {"mode": "none", "standard": False, "by_itself": True}),
    ("NOTE", _("Note on the record"), {"mode": "none", "standard": False}),
)

OUTCOME = code_list(
    "contact-outcome",
    _("Outcome"),
    "Contact outcome codes seen in public probation systems; CANS, CANP and EROR are ours",
    ("ATTC", _("Attended, complied"), {"attended": True, "complied": True}),
    ("AFTC", _("Attended, failed to comply"), {"attended": True, "complied": False}),
    ("ATSH", _("Attended, sent home because of behaviour"), {"attended": True, "complied": False}),
    ("ATSS", _("Attended, sent home by the service"), {"attended": True, "complied": True}),
    ("UAAB", _("Unacceptable absence"), {"attended": False, "complied": False}),
    ("AFTA", _("Failed to attend"), {"attended": False, "complied": False}),
    ("AACL", _("Acceptable absence: court or legal"), {"attended": False, "complied": True}),
    ("AAEM", _("Acceptable absence: employment"), {"attended": False, "complied": True}),
    ("AAFC", _("Acceptable absence: family or childcare"), {"attended": False, "complied": True}),
    ("AAHO", _("Acceptable absence: holiday"), {"attended": False, "complied": True}),
    ("AAME", _("Acceptable absence: medical"), {"attended": False, "complied": True}),
    ("AARE", _("Acceptable absence: religious"), {"attended": False, "complied": True}),
    ("AARC", _("Acceptable absence: remanded in custody"), {"attended": False, "complied": True}),
    ("CO05", _("Professional judgement decision"), {"attended": False, "complied": True}),
    ("RSSR", _("Rescheduled by the service"), {"cancelled": True, "moved": True}),
    ("RSOF", _("Rescheduled at the person's request"), {"cancelled": True, "moved": True}),
    ("CANS", _("Cancelled by the service"), {"cancelled": True}),
    ("CANP", _("Cancelled at the person's request"), {"cancelled": True}),
    ("EROR", _("Entered in error"), {"cancelled": True, "error": True}),
)

OFFICER_STATUS = code_list(
    "officer-status",
    _("Responsible officer"),
    "Whether a practitioner is responsible on a day: a chain without gap from the first day of supervision",
    ("allocated", _("Allocated")),
    ("unallocated", _("Not yet allocated")),
    ("ended", _("Supervision ended")),
)

ENFORCEMENT_OUTCOME = code_list(
    "enforcement-outcome",
    _("Outcome of a breach or recall"),
    "Outcome codes that hmpps-tier counts as previous enforcement activity, then those of breaches conducted here",
    *((f"BRE{n:02}", f"Breach outcome {n:02}") for n in (*range(1, 9), 10, 13, 14, 16)),
    ("REC01", "Recall outcome 01"),
    ("REC02", "Recall outcome 02"),
    ("BRE99", _("Breach withdrawn or not proved")),
    ("CONT", _("Breach proved, order continues"), {"recorded_here": True}),
    ("ONEROUS", _("Breach proved, more onerous requirement"), {"recorded_here": True}),
    ("FINE", _("Breach proved, fine"), {"recorded_here": True}),
    ("REVOKED", _("Breach proved, order revoked and re-sentenced"), {"recorded_here": True}),
    ("ACTIVATED", _("Breach proved, suspended term activated"), {"recorded_here": True}),
    ("COMMITTED", _("Breach proved, committed to custody"), {"recorded_here": True}),
    ("DEFAULT", _("Breach proved, supervision default order made"), {"recorded_here": True}),
    ("RECALLED", _("Recalled to custody"), {"recorded_here": True}),
)

ALL = (
    REGISTRATION_TYPE, REGISTRATION_LEVEL, REGISTRATION_CATEGORY, REGISTRATION_END, ASSESSMENT_KIND, NEED_SEVERITY,
    PREDICTOR_KIND, SEXUAL_PREDICTOR_BAND, CONTACT_TYPE, OUTCOME, OFFICER_STATUS, ENFORCEMENT_OUTCOME,
)  # fmt: skip
