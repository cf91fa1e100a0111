"""Reference tables about staff."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

GRADE = code_list(
    "grade",
    _("Grade"),
    "Grades as probation workforce publications name them; wmt-worker groups the trainee codes as TPO",
    ("PO", _("Probation officer"), {"holds_cases": True}),
    ("PSO", _("Probation services officer"), {"holds_cases": True}),
    ("PQiP", _("Trainee probation officer"), {"holds_cases": True}),
    ("NQO", _("Newly qualified officer"), {"holds_cases": True}),
    ("SPO", _("Senior probation officer"), {"leads_team": True}),
    ("HPDU", _("Head of probation delivery unit"), {"leads_unit": True}),
    ("RPD", _("Regional Probation Director"), {"leads_region": True}),
    ("AO", _("Case administrator")),
)

REDUCTION_CATEGORY = code_list(
    "reduction-category",
    _("Category of reduction"),
    "Categories of the published workload service (hmpps-workload)",
    ("personal", _("Personal circumstances")),
    ("learning", _("Community justice learning")),
    ("work", _("Work circumstances")),
)

REDUCTION_REASON = code_list(
    "reduction-reason",
    _("Reason for a reduction"),
    "Reasons of the published workload service (hmpps-workload); the slugs are ours",
    ("disability", _("Disability"), {"category": "personal"}),
    ("long-term-sickness", _("Long-term sickness absence"), {"category": "personal"}),
    ("phased-return", _("Phased return to work"), {"category": "personal"}),
    ("pregnancy", _("Pregnancy"), {"category": "personal"}),
    ("maternity", _("Maternity leave"), {"category": "personal"}),
    ("adoption", _("Adoption leave"), {"category": "personal"}),
    ("special-leave", _("Special leave"), {"category": "personal"}),
    ("union-facility-time", _("Trade union facility time"), {"category": "personal"}),
    ("other-paid-leave", _("Other paid leave, such as jury service"), {"category": "personal"}),
    ("unpaid-leave", _("Other unpaid leave"), {"category": "personal"}),
    ("other-personal", _("Other"), {"category": "personal"}),
    ("pqip-0-6", _("Trainee, first 6 months"), {"category": "learning", "pipeline": "PQiP"}),
    ("pqip-6-12", _("Trainee, 6 to 12 months"), {"category": "learning", "pipeline": "PQiP"}),
    ("pqip-12-18", _("Trainee, 12 to 18 months"), {"category": "learning", "pipeline": "PQiP"}),
    ("newly-qualified", _("Newly qualified officer"), {"category": "learning", "pipeline": "NQO"}),
    ("pso-learning", _("Learning and development of probation services officers"), {"category": "learning"}),
    ("vq3", _("Vocational qualification, level 3"), {"category": "learning"}),
    ("level-4-5-access", _("Access to level 4 and 5"), {"category": "learning"}),
    ("co-worked-cases", _("Co-worked cases"), {"category": "work"}),
    ("group-supervision", _("Groups: supervision"), {"category": "work"}),
    ("group-induction", _("Groups: induction"), {"category": "work"}),
    ("court-duty", _("Court duty"), {"category": "work"}),
    ("psr-sessional", _("Pre-sentence reports: court duty or sessional"), {"category": "work"}),
    ("split-role", _("Split role"), {"category": "work"}),
    ("om-in-custody", _("Offender management in custody: transactional work"), {"category": "work"}),
    ("spoc-lead", _("Single point of contact"), {"category": "work"}),
)

ALL = (GRADE, REDUCTION_CATEGORY, REDUCTION_REASON)
