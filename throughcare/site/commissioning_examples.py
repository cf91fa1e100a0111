"""One fictional case for each rule of commissioning, which the public guide lets the rule decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_UNDER_ACT: Mapping[str, Any] = {"pack": "pa2023-dynamic-market-light-touch"}
COMMISSIONING: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("need-shares", "needs"): {
        "on": "2026-03-02",
        "parties": [
            {"name": "North East", "kind": "region", "share": 60, "agreed_by": "Sam Field"},
            {"name": "Police and Crime Commissioner for Cleveland", "kind": "pcc", "share": 25},
            {"name": "Tees Valley health board", "kind": "health", "share": 14},
        ],
    },
    ("need-projection", "needs"): {
        "on": "2026-03-02",
        "category": "accommodation",
        "cohort": "young-adults",
        "today": 212,
        "year": 298,
        "began": 165,
        "began_before": 150,
        "assessed": 180,
        "in_need": 63,
    },
    ("procurement-pack", "procurement-regimes"): {
        "on": "2026-03-02",
        "route": "call-off",
        "market_opened_on": "2021-01-04",
    },
    ("application-due", "procurement-packs"): {
        "on": "2026-04-08",
        "pack": "pcr2015-light-touch-dps",
        "market_opened_on": "2021-01-04",
        "received_on": "2026-03-30",
        "extension_reason": "A referee is away until after Easter.",
    },
    ("competition-timetable", "procurement-packs"): {**_UNDER_ACT, "on": "2026-03-16", "value_pence": 18_000_000},
    ("competition-change", "competition-dates"): {
        "on": "2026-04-01",
        "changed_at": "2026-04-01T15:00:00",
        "closing_at": "2026-04-08T12:00:00",
    },
    ("standstill", "procurement-packs"): {**_UNDER_ACT, "on": "2026-04-02", "award_notice_on": "2026-03-27"},
    ("notices-due", "procurement-packs"): {
        **_UNDER_ACT,
        "on": "2026-03-10",
        "opened_on": "2026-01-12",
        "value_pence": 60_000_000,
        "events": [{"kind": "signing", "date": "2026-03-02"}],
        "published": ["contract-award"],
    },
    ("application-assessment", "panel"): {
        "on": "2026-03-02",
        "market_opened_on": "2025-09-01",
        "conditions": [
            {
                "code": "safeguarding",
                "title": "Safeguarding policy",
                "answer": "not-met",
                "cure": "Adopt a policy that names a lead for safeguarding.",
            },
            {
                "code": "insurance",
                "title": "Insurance",
                "answer": "met",
                "needs_evidence": True,
                "evidence_until": "2026-02-20",
            },
        ],
    },
    ("evidence-expiry", "panel"): {"on": "2026-05-11", "expires_on": "2026-06-30"},
    ("membership-standing", "panel"): {
        "on": "2026-03-20",
        "admitted_on": "2025-10-01",
        "suspensions": [{"start": "2026-03-17", "until": "2026-05-01"}],
        "evidence": [{"kind": "insurance", "expires_on": "2026-12-31"}],
    },
    ("panel-sanction", "panel"): {
        "on": "2026-03-10",
        "action": "suspend",
        "ground": "Reports of harm to residents",
        "evidence": True,
        "notice_on": "2026-03-02",
        "until": "2026-05-01",
    },
    ("panel-appeal", "panel"): {
        "on": "2026-03-10",
        "decided_on": "2026-03-02",
        "appealed_on": "2026-03-09",
        "heard_by": "c.price",
        "involved": ["a.hall", "b.khan"],
    },
    ("pipeline-due", "pipeline"): {
        "on": "2026-04-20",
        "spend_pence": 12_500_000_000,
        "planned": [
            {"code": "fictional-homes", "value_pence": 300_000_000, "starts_on": "2027-04-01"},
            {"code": "fictional-mentors", "value_pence": 15_000_000, "notice_on": "2026-09-01"},
        ],
    },
    ("engagement-event", "engagement"): {
        "on": "2026-03-16",
        "starts_at": "2026-04-06T10:00:00",
        "ends_at": "2026-04-06T12:00:00",
    },
    ("engagement-invitation", "engagement"): {
        "on": "2026-03-16",
        "needs": ["accommodation"],
        "cohorts": ["women"],
        "region": "N50",
        "suppliers": [
            {"organisation": "Fictional Homes", "needs": ["accommodation"], "regions": ["N50"]},
            {"organisation": "Fictional Work", "needs": ["employment"], "regions": ["N50"]},
            {"organisation": "Fictional Neighbours", "regions": ["N50"]},
        ],
    },
    ("invitation", "panel"): {
        "on": "2026-03-10",
        "category": "accommodation",
        "area": "avon",
        "published_on": "2026-03-02",
        "closing_on": "2026-03-30",
        "members": [
            {"organisation": "Elm House", "categories": ["accommodation"], "areas": ["avon"]},
            {"organisation": "Oak Trust", "categories": ["women"], "areas": ["avon"]},
            {
                "organisation": "Yew Project",
                "categories": ["accommodation"],
                "areas": ["avon"],
                "admitted_on": "2026-03-09",
            },
        ],
    },
    ("criteria-weights", "competition-checks"): {
        **_UNDER_ACT,
        "on": "2026-03-02",
        "criteria": [
            {"code": "service", "kind": "quality", "weight": 62},
            {"code": "price", "kind": "price", "weight": 30},
            {"code": "local-jobs", "kind": "social-value", "weight": 8},
        ],
    },
    ("question-budget", "competition-checks"): {
        "on": "2026-03-02",
        "value_pence": 18_000_000,
        "admission_conditions": ["safeguarding"],
        "questions": [
            {
                "code": "recovery",
                "text": "How do you help people keep a tenancy?",
                "words": 1000,
                "need": "accommodation",
            },
            {"code": "hats", "text": "Which hard hats do your staff wear?", "words": 500},
            {"code": "cover", "asks_for": "insurance", "amount_pence": 500_000_000},
        ],
    },
    ("plain-language", "competition-checks"): {
        "on": "2026-03-02",
        "passages": [
            {
                "code": "q1",
                "text": "How do you help people to keep a home?",
                "good_answer": "It names who helps, how often, and what came of it last year.",
            },
            {"code": "q2", "text": "Demonstrate your methodology for holistic stakeholder engagement, including KPIs."},
        ],
    },
    ("feedback-due", "evaluation"): {"on": "2026-04-08", "decided_on": "2026-03-26"},
    ("funding-review", "competition-checks"): {
        "on": "2026-09-01",
        "months": 6,
        "cases": 113,
        "published": {
            "on": "2026-03-02",
            "value_pence": 15_840_000,
            "volume": 400,
            "hours_per_case": 10,
            "productive_hours": 1600,
            "cost_per_worker_pence": 4_000_000,
            "fixed_cost_pence": 2_000_000,
            "overhead_percent": 20,
            "mobilisation_pence": 0,
            "term_years": 2,
        },
    },
    ("bidding-cost", "competition-checks"): {
        "on": "2026-03-02",
        "value_pence": 18_000_000,
        "words": 6000,
        "bidders": 7,
        "partners_per_bid": 1,
    },
    ("lot-size", "competition-checks"): {
        "on": "2026-03-02",
        "annual_value_pence": 30_000_000,
        "annual_volume": 400,
        "members": [
            {"organisation": "Elm House", "income_pence": 62_000_000, "capacity": 450},
            {"organisation": "Oak Trust", "income_pence": 41_000_000, "capacity": 300},
            {"organisation": "Yew Project", "income_pence": 24_000_000, "capacity": 150},
            {"organisation": "Cedar Group", "income_pence": 900_000_000},
        ],
    },
    ("underfunding", "competition-checks"): {
        "on": "2026-03-02",
        "value_pence": 26_000_000,
        "mobilisation_pence": 1_000_000,
        "volume": 800,
        "hours_per_case": 10,
        "productive_hours": 1600,
        "cost_per_worker_pence": 4_000_000,
        "fixed_cost_pence": 2_000_000,
        "overhead_percent": 12,
        "term_years": 2,
        "inflation_percent": 3,
    },
    ("route", "competition-checks"): {"on": "2026-03-02", "value_pence": 8_000_000, "suppliers": 4},
    ("price-score", "evaluation"): {
        "on": "2026-03-02",
        "formula": "relative-to-lowest",
        "quality_weight": 50,
        "price_weight": 50,
        "bids": [
            {"bid": "Elm", "price_pence": 10_000_000, "quality": 70},
            {"bid": "Oak", "price_pence": 15_000_000, "quality": 90},
            {"bid": "Yew", "price_pence": 5_000_000, "quality": 10},
        ],
    },
    ("abnormally-low", "evaluation"): {
        "on": "2026-03-02",
        "bids": [
            {"bid": "Elm", "price_pence": 6_000_000},
            {"bid": "Oak", "price_pence": 9_500_000},
            {"bid": "Yew", "price_pence": 10_500_000},
        ],
        "should_cost_pence": 10_000_000,
    },
    ("score-divergence", "evaluation"): {
        "on": "2026-03-02",
        "scores": [
            {"evaluator": "a.hall", "score": 2},
            {"evaluator": "b.khan", "score": 4},
            {"evaluator": "c.price", "score": 4},
        ],
        "pass_mark": 3,
    },
    ("tie-break", "evaluation"): {
        "on": "2026-03-02",
        "bids": [
            {"bid": "Elm", "total": 81.5, "quality": 52, "social_value": 9},
            {"bid": "Oak", "total": 81.5, "quality": 52, "social_value": 11},
        ],
    },
    ("contract-spend", "contract-control"): {
        "on": "2026-03-02",
        "value_pence": 18_000_000,
        "spent_pence": 16_000_000,
        "invoice_pence": 450_000,
    },
    ("contract-change", "procurement-packs"): {
        "on": "2026-06-01",
        "pack": "pcr2015-light-touch-dps",
        "opened_on": "2026-01-12",
        "ground": "below-threshold",
        "value_pence": 60_000_000,
        "earlier_changes_pence": [4_000_000],
        "change_pence": 2_500_000,
    },
    ("bid-receipt", "sealed-bids"): {
        "on": "2026-03-30",
        "closing_at": "2026-03-30T12:00:00",
        "events": [
            {"kind": "submit", "at": "2026-03-27T16:20:00"},
            {"kind": "submit", "at": "2026-03-30T11:58:12"},
            {"kind": "submit", "at": "2026-03-30T12:00:01"},
        ],
    },
    ("bid-opening", "evaluation"): {
        "on": "2026-03-30",
        "at": "2026-03-30T14:00:00",
        "closing_at": "2026-03-30T12:00:00",
        "officers": ["a.hall", "b.khan"],
        "declared": ["a.hall", "b.khan"],
        "bid_authors": ["b.khan"],
    },
    ("evaluator-access", "evaluation"): {
        "on": "2026-04-01",
        "bidders": ["Elm House", "Oak Trust"],
        "declared_about": ["Elm House", "Oak Trust"],
        "conflicts": ["Oak Trust"],
        "has_scored": True,
    },
    ("no-award", "award"): {
        "on": "2026-05-01",
        "ground": "no-bids",
        "words": "The price was too low for the distances.",
        "follow_up": "new-price",
    },
    ("contract-terms", "contract-control"): {
        **_UNDER_ACT,
        "on": "2026-05-01",
        "opened_on": "2026-01-12",
        "value_pence": 18_000_000,
        "lots": ["avon"],
        "starts_on": "2026-06-01",
        "ends_on": "2028-05-31",
        "volume": 400,
        "indicators": [
            {
                "name": "Tenancies kept",
                "definition": "People housed who keep their home for six months",
                "owner": "Head of housing",
                "numerator": "kept after six months",
                "denominator": "all who moved in",
            }
        ],
    },
    ("contract-ending", "procurement-packs"): {
        **_UNDER_ACT,
        "on": "2026-03-02",
        "opened_on": "2025-06-02",
        "how": "term",
        "ends_on": "2026-05-31",
        "exit_plan": True,
        "people_open": 12,
    },
}
