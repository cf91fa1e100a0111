"""One fictional case for each rule, which the public guide lets the rule decide."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from throughcare.kernel.decision import Decision
from throughcare.kernel.rulebook import Rule
from throughcare.site.case_reader import CaseReader

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
EXAMPLES: Mapping[tuple[str, str], Facts] = {
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
