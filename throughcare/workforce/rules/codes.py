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

ALL = (GRADE,)
