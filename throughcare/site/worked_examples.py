"""One fictional case for each rule, which the public guide lets the rule decide."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from throughcare.kernel.decision import Decision
from throughcare.kernel.rulebook import Rule
from throughcare.site.case_reader import CaseReader
from throughcare.site.commissioning_examples import COMMISSIONING

Facts = Mapping[str, Any]

_ORDER: Facts = {"sentence": "community-order", "sentence_date": "2023-03-06", "end_date": "2024-09-05", "tier": "C2"}
_SEEN: Facts = {
    **_ORDER,
    "plan_completed_date": "2023-03-20",
    "contacts": [{"date": "2023-03-10", "kind": "initial"}, {"date": "2023-04-06"}],
}
_LATER: Facts = {
    "sentence": "community-order",
    "sentence_date": "2025-06-02",
    "end_date": "2027-06-01",
    "tier": "C2",
    "rosh": "medium",
    "plan_completed_date": "2025-06-20",
    "contacts": [{"date": "2025-06-05", "kind": "initial"}, {"date": "2025-07-03"}],
}
_STARTED: Facts = {
    "on": "2026-03-20",
    "sentence": "community-order",
    "sentence_date": "2026-03-02",
    "appointments": [
        {"date": "2026-03-05", "status": "cancelled"},
        {"date": "2026-03-09", "status": "missed", "arranged_date": "2026-03-04"},
    ],
}
_UNDER_CONTRACT: Facts = {
    "on": "2019-03-20",
    "sentence": "community-order",
    "sentence_date": "2019-02-25",
    "allocation_date": "2019-03-01",
    "appointments": [{"date": "2019-03-08", "mode": "video"}],
}
_RELEASED: Facts = {
    "on": "2026-03-20",
    "sentence": "licence",
    "release_date": "2026-03-06",
    "appointments": [{"date": "2026-03-10"}],
}
_RELEASED_THEN: Facts = {
    "on": "2019-03-20",
    "sentence": "licence",
    "release_date": "2019-03-08",
    "appointments": [{"date": "2019-03-11"}],
}
_PLANNED: Facts = {
    "on": "2026-04-20",
    "sentence": "community-order",
    "start_date": "2026-03-02",
    "first_attended_date": "2026-03-06",
    "plan_completed_date": "2026-03-27",
}
_MONTH: Facts = {
    "on": "2026-04-20",
    "month": "2026-03-01",
    "sentence": "community-order",
    "supervised": {"start": "2025-11-01", "until": "2026-11-01"},
    "appointments": [{"date": "2026-03-12", "status": "missed"}],
    "follow_ups": ["2026-03-17"],
}
_BREACH: Facts = {
    "on": "2026-04-20",
    "sentence": "community-order",
    "aware_date": "2026-03-02",
    "presented_date": "2026-03-17",
}
_BREACH_THEN: Facts = {
    "on": "2019-04-20",
    "sentence": "community-order",
    "aware_date": "2019-03-04",
    "referred_date": "2019-03-14",
    "presented_date": "2019-03-18",
}
_ENDED: Facts = {"on": "2026-04-20", "sentence": "community-order", "end_date": "2026-03-02", "reason": "completed"}
EXAMPLES: Mapping[tuple[str, str], Facts] = {
    **COMMISSIONING,
    ("tier", "two-axis-2021"): {
        "on": "2024-03-04",
        "rsr": 3.2,
        "ogrs": 62,
        "registrations": [{"type": "RHRH", "date": "2023-11-20"}],
        "sentences": [{"type": "SP", "requirements": [{"main_category": "F"}]}],
        "assessment": {
            "type": "OASYS",
            "completed": True,
            "completed_date": "2023-12-01",
            "needs": {"accommodation": "STANDARD", "drugs": "SEVERE"},
        },
    },
    ("breach-threshold", "enforcement"): {
        "on": "2026-03-10",
        "sentence": "community-order",
        "sentence_date": "2025-06-02",
        "failures": [
            {"reference": "first", "date": "2026-01-12", "state": "unacceptable"},
            {"reference": "second", "date": "2026-03-05", "state": "unacceptable", "aware_on": "2026-03-06"},
        ],
        "warnings": [{"given_on": "2026-01-14"}],
    },
    ("tier", "a-to-g-2026"): {"on": "2026-03-02", "arp": 62, "csrp": 1.4, "rosh": "MEDIUM"},
    ("contact-due", "national-standards"): {**_ORDER, "on": "2023-03-07"},
    ("contact-due", "ns-2007"): {
        "on": "2011-04-26",
        "sentence": "community-order",
        "sentence_date": "2011-04-21",
        "tier": "3",
    },
    ("contact-due", "ns-2015"): {
        "on": "2016-05-04",
        "sentence": "community-order",
        "sentence_date": "2016-05-03",
        "allocation_date": "2016-05-04",
        "tier": "C2",
    },
    ("contact-due", "ns-2021"): {**_SEEN, "on": "2023-04-20"},
    ("contact-due", "reset-2024"): {**_SEEN, "on": "2024-06-03"},
    ("contact-due", "impact-2025"): {**_LATER, "on": "2025-07-21"},
    ("contact-due", "packages-2026"): {
        "on": "2026-03-16",
        "sentence": "community-order",
        "sentence_date": "2026-02-02",
        "end_date": "2027-08-01",
        "tier": "C",
        "rosh": "high",
        "plan_completed_date": "2026-02-20",
        "contacts": [{"date": "2026-02-05", "kind": "initial"}, {"date": "2026-03-05"}],
    },
    ("initial-appointment", "sl004"): _STARTED,
    ("initial-appointment", "nps-sl003r"): _UNDER_CONTRACT,
    ("initial-appointment", "crc-sl001r"): _UNDER_CONTRACT,
    ("release-appointment", "sl005"): _RELEASED,
    ("release-appointment", "nps-sl004r"): _RELEASED_THEN,
    ("release-appointment", "crc-sl002r"): _RELEASED_THEN,
    ("initial-plan", "sl006"): _PLANNED,
    ("initial-plan", "crc-sl003"): {
        **_PLANNED,
        "on": "2019-04-20",
        "start_date": "2019-03-04",
        "first_attended_date": "2019-03-08",
        "plan_completed_date": "2019-04-01",
    },
    ("monthly-contact", "ups-monthly-contact"): _MONTH,
    ("monthly-contact", "crc-ak"): {
        **_MONTH,
        "on": "2020-04-20",
        "month": "2020-03-01",
        "supervised": {"start": "2019-11-01"},
        "appointments": [{"date": "2020-03-12", "status": "attended"}],
        "follow_ups": [],
    },
    ("breach-timeliness", "ups-breach-timeliness"): _BREACH,
    ("breach-timeliness", "nps-sl014"): _BREACH_THEN,
    ("breach-timeliness", "crc-ae"): _BREACH_THEN,
    ("completion", "order-completion"): _ENDED,
    ("completion", "licence-completion"): {**_ENDED, "sentence": "licence"},
    ("pss-requirements", "post-sentence-supervision"): {
        "on": "2026-03-16",
        "kind": "custody-short",
        "term_start": "2025-09-01",
        "term_end": "2026-04-01",
        "starts_on": "2026-04-01",
        "ends_on": "2026-12-01",
        "rosh": "RMRH",
        "needs": {"ete": "standard", "drugs": "severe"},
    },
    ("ending", "ending"): {
        "on": "2026-11-25",
        "how": "completed-early",
        "end_date": "2026-11-20",
        "start_date": "2026-01-12",
        "expiry_date": "2027-01-11",
        "appointments_ahead": 1,
        "registrations_open": 1,
    },
    ("grade-for-tier", "grade-tier"): {"on": "2026-03-16", "grade": "PSO", "tier": "B"},
    ("allocation-fit", "allocation"): {
        "on": "2026-03-16",
        "grade": "NQO",
        "tier": "C",
        "cases": 41,
        "until_date": "2026-04-03",
        "wants_welsh": True,
        "speaks_welsh": True,
    },
    ("registration-review", "risk-reviews"): {
        "on": "2026-03-16",
        "type": "MAPP",
        "level": "M2",
        "registered_on": "2025-09-01",
        "reviewed_on": "2026-01-12",
    },
    ("assessment-review", "risk-reviews"): {"on": "2026-03-16", "completed_on": "2025-05-20"},
    ("plan-review", "sentence-plan"): {
        "on": "2026-03-16",
        "agreed_on": "2026-01-12",
        "review_on": "2026-07-13",
        "changes": [{"date": "2026-03-02", "kind": "tier", "before": "D", "after": "B"}],
    },
    ("plan-ahead", "local-2026"): {
        "on": "2026-03-16",
        "cases": [
            {
                "on": "2026-03-16",
                "sentence": "community-order",
                "sentence_date": "2025-10-06",
                "end_date": "2027-10-05",
                "tier": "D",
                "tier_scheme": "a-to-g-2026",
                "rosh": "high",
                "plan_completed_date": "2025-10-20",
                "contacts": [{"date": "2025-10-09", "kind": "initial"}, {"date": "2026-03-05"}],
            }
        ],
        "away": [{"start": "2026-03-30", "until": "2026-04-13"}],
        "weekday": 3,
        "time": "14:00:00",
    },
    ("rar-days", "sentencing-act-2020"): {
        "on": "2026-03-16",
        "length": 20,
        "activities": [
            {"date": "2026-02-03", "attended": True},
            {"date": "2026-02-10", "attended": True},
            {"date": "2026-02-10", "attended": True},
            {"date": "2026-02-17", "attended": False},
            {"date": "2026-03-24"},
        ],
    },
    ("reminders", "local-2026"): {
        "on": "2026-03-16",
        "at": "2026-03-16T11:00:00Z",
        "starts_at": "2026-03-24T10:30:00Z",
    },
    ("message-retry", "local-2026"): {
        "on": "2026-03-16",
        "at": "2026-03-16T19:58:00Z",
        "channel": "sms",
        "attempts": 2,
        "fault": "temporary",
    },
    ("organisation-identifier", "org-id"): {"on": "2026-03-16", "scheme": "GB-COH", "number": "1 234 567"},
    ("organisation-size", "income-bands"): {"on": "2025-12-31", "income": 84_250_000},
    ("workload-points", "seed-2021"): {"on": "2022-03-07", "tier": "B2", "case_type": "LICENCE"},
    ("capacity", "seed-2021"): {
        "on": "2022-03-07",
        "grade": "PO",
        "contracted_hours": 30,
        "reductions": [{"reason": "spoc-lead", "hours": 1.8}],
        "points": 1600,
    },
    ("impact", "seed-2021"): {
        "on": "2022-03-07",
        "grade": "PO",
        "contracted_hours": 37,
        "points": 2100,
        "cases_held": 50,
        "tier": "B2",
        "case_type": "COMMUNITY",
    },
}


def example_of(rule: Rule) -> Facts:
    """The facts of the rule's example; raises ``KeyError`` for a rule without one."""
    return EXAMPLES[rule.name, rule.rule_set]


@cache
def decided_example(rule: Rule) -> Decision[Any]:
    """What the rule decides about its example, worked out once; it is said in words when it is shown."""
    return decide(rule, example_of(rule))


def decide(rule: Rule, facts: Facts) -> Decision[Any]:
    """What the rule decides about these facts; raises ``CaseFault`` where they are no case of it."""
    decision: Decision[Any] = rule.decide(CaseReader(rule.case).read(msgspec.json.encode(facts)))
    return decision
