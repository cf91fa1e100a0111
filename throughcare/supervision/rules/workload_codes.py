"""Work beside cases, and the states of an alarm about a workload."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _
from throughcare.kernel.transitions import Transitions

TASK_KIND = code_list(
    "task-kind",
    _("Report or support"),
    "Court reports, parole reports, ARMS and case management support of the published workload service (hmpps-workload)",
    ("standard-court-report", _("Standard court report"), {"person": "optional"}),
    ("fast-court-report", _("Fast court report"), {"person": "optional"}),
    ("oral-report", _("Oral report"), {"person": "optional"}),
    ("parole-report", _("Parole report"), {"person": "needed"}),
    ("arms-community", _("ARMS assessment, community"), {"person": "needed"}),
    ("arms-licence", _("ARMS assessment, licence"), {"person": "needed"}),
    ("CMS01", _("Delivering the sentence plan: low"), {"person": "needed", "support": True}),
    ("CMS02", _("Delivering the sentence plan: medium"), {"person": "needed", "support": True}),
    ("CMS03", _("Delivering the sentence plan: high"), {"person": "needed", "support": True}),
    ("CMS04", _("Referrals: low"), {"person": "needed", "support": True}),
    ("CMS05", _("Referrals: medium"), {"person": "needed", "support": True}),
    ("CMS06", _("Referrals: high"), {"person": "needed", "support": True}),
    ("CMS07", _("Partnership meetings: low"), {"person": "needed", "support": True}),
    ("CMS08", _("Partnership meetings: medium"), {"person": "needed", "support": True}),
    ("CMS09", _("Partnership meetings: high"), {"person": "needed", "support": True}),
    ("CMS10", _("Case conferences: low"), {"person": "needed", "support": True}),
    ("CMS11", _("Case conferences: medium"), {"person": "needed", "support": True}),
    ("CMS12", _("Case conferences: high"), {"person": "needed", "support": True}),
    ("CMS13", _("Gathering information: low"), {"person": "needed", "support": True}),
    ("CMS14", _("Gathering information: medium"), {"person": "needed", "support": True}),
    ("CMS15", _("Gathering information: high"), {"person": "needed", "support": True}),
    ("CMS16", _("Home and prison visits: low"), {"person": "needed", "support": True}),
    ("CMS17", _("Home and prison visits: medium"), {"person": "needed", "support": True}),
    ("CMS18", _("Home and prison visits: high"), {"person": "needed", "support": True}),
    ("CMS19", _("Home detention curfew assessments: low"), {"person": "needed", "support": True}),
    ("CMS20", _("Home detention curfew assessments: medium"), {"person": "needed", "support": True}),
    ("CMS21", _("Home detention curfew assessments: high"), {"person": "needed", "support": True}),
    ("CMS22", _("Liaison with victim services: low"), {"person": "needed", "support": True}),
    ("CMS23", _("Liaison with victim services: medium"), {"person": "needed", "support": True}),
    ("CMS24", _("Liaison with victim services: high"), {"person": "needed", "support": True}),
    ("CMS25", _("Court liaison and applications: low"), {"person": "needed", "support": True}),
    ("CMS26", _("Court liaison and applications: medium"), {"person": "needed", "support": True}),
    ("CMS27", _("Court liaison and applications: high"), {"person": "needed", "support": True}),
    ("CMS28", _("Communication about the case: low"), {"person": "needed", "support": True}),
    ("CMS29", _("Communication about the case: medium"), {"person": "needed", "support": True}),
    ("CMS30", _("Communication about the case: high"), {"person": "needed", "support": True}),
    ("CMS31", _("Help with assessments: low"), {"person": "needed", "support": True}),
    ("CMS32", _("Help with assessments: medium"), {"person": "needed", "support": True}),
    ("CMS33", _("Help with assessments: high"), {"person": "needed", "support": True}),
    ("CMS34", _("Release on temporary licence assessments: low"), {"person": "needed", "support": True}),
    ("CMS35", _("Release on temporary licence assessments: medium"), {"person": "needed", "support": True}),
    ("CMS36", _("Release on temporary licence assessments: high"), {"person": "needed", "support": True}),
)
SUPPORT = TASK_KIND.having("support")

ALARM = Transitions(
    "workload alarm",
    "raised",
    {
        "raised": {"answer": "answered", "fall": "ended"},
        "answered": {"answer": "answered", "fall": "ended"},
        "ended": {},
    },
)


def alarm_state(*, answered: bool, ended: bool) -> str:
    """The state of an alarm."""
    if ended:
        return "ended"
    return "answered" if answered else "raised"
