"""The rules of supervision, by name and rule set."""

from __future__ import annotations

from throughcare.kernel.rulebook import RuleBook
from throughcare.supervision.rules import breach_threshold, tier_a_to_g, tier_two_axis
from throughcare.supervision.rules.allocation_fit import ALLOCATION_FIT
from throughcare.supervision.rules.contact_due import CONTACT_DUE_RULES
from throughcare.supervision.rules.ending import ENDING
from throughcare.supervision.rules.grade_tier import GRADE_FOR_TIER
from throughcare.supervision.rules.plan_ahead import PLAN_AHEAD
from throughcare.supervision.rules.plan_review import PLAN_REVIEW
from throughcare.supervision.rules.pss_requirements import PSS_REQUIREMENTS
from throughcare.supervision.rules.rar_days import RAR_DAYS
from throughcare.supervision.rules.reminders import REMINDERS
from throughcare.supervision.rules.risk_reviews import ASSESSMENT_REVIEW, REGISTRATION_REVIEW
from throughcare.supervision.rules.service_level_rules import SERVICE_LEVEL_RULES

RULES = RuleBook(
    [
        tier_two_axis.RULE,
        tier_a_to_g.RULE,
        *CONTACT_DUE_RULES,
        GRADE_FOR_TIER,
        ALLOCATION_FIT,
        REGISTRATION_REVIEW,
        ASSESSMENT_REVIEW,
        breach_threshold.RULE,
        PLAN_REVIEW,
        *SERVICE_LEVEL_RULES,
        PSS_REQUIREMENTS,
        ENDING,
        PLAN_AHEAD,
        RAR_DAYS,
        REMINDERS,
    ]
)
