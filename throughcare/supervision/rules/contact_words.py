"""Every sentence that `contact-due` says, as a template to be translated where it is shown."""

from __future__ import annotations

from throughcare.kernel.decision import Reason, Step, Words, mark

LIMITS: dict[tuple[str, str], str] = {
    ("sentence", "business-days"): mark("The first appointment is due within {limit} working days of sentence."),
    ("allocation", "business-days"): mark("The first appointment is due within {limit} working days of allocation."),
    ("release", "business-days"): mark("The first appointment is due within {limit} working days of release."),
    ("release-one", "business-days"): mark("The first appointment is due on the next working day after release."),
    ("plan-start", "business-days"): mark("The first plan is due within {limit} working days of sentence or release."),
    ("plan-start", "days"): mark("The first plan is due within {limit} days of sentence or release."),
    ("plan-first-attendance", "business-days"): mark(
        "The first plan is due within {limit} working days of attending the first appointment."
    ),
    ("custody", "business-days"): mark("The first contact in custody is due within {limit} working days of sentence."),
}

UNITS = {
    "days": Words(mark("days")),
    "weeks": Words(mark("weeks")),
    "calendar-months": Words(mark("calendar months")),
    "business-days": Words(mark("working days")),
}

MONTHLY = mark("At least one contact is due in every calendar month that runs from the last contact that counts.")
ONE_IN = mark("At least one contact is due in every {every} {unit}, counted from the last contact that counts.")
SEVERAL_IN = mark(
    "At least {count} contacts are due in every {every} {unit}, counted back over the {count} most recent."
)

_REASONS = {
    "start-date-missing": mark("No sentence, release or start date is recorded, so no date can be worked out."),
    "not-released": mark("The person is in custody and has no release date yet."),
    "not-started": mark("Supervision has not started yet."),
    "ended": mark("The order or licence has ended."),
    "unlawfully-at-large": mark("The person is unlawfully at large, so no contact can be arranged."),
    "stand-alone-unpaid-work": mark("The order holds unpaid work only, so there is no supervision contact to arrange."),
    "in-custody": mark("The person has returned to custody."),
    "reset": mark("Two-thirds of the order or licence have passed, so contact is suspended."),
    "reset-recorded": mark("The tier records that the two-thirds point has passed, so contact is suspended."),
    "reset-post-sentence": mark("Contact in post-sentence supervision has stopped."),
    "impact": mark("The first weeks of supervision have passed at low or medium risk, so contact is suspended."),
    "mid-point-follow-up": mark("One follow-up is due midway through the last third of the licence."),
    "minimum-meetings": mark("The least number of meetings is due before contact is suspended."),
    "plan-in-custody": mark("The first plan in custody is due within the shorter limit: release is near."),
    "plan-in-custody-long": mark("The first plan in custody is due within the longer limit: release is far off."),
    "not-published": mark("The standard in force on this day set a frequency that is not known here."),
    "professional-judgement": mark(
        "The standard in force on this day sets no least frequency: the practitioner decides."
    ),
    "started-before-standards": mark("Supervision started before the earliest standard known here."),
    "plan-clock-not-started": mark("The time for the first plan starts when the first appointment is attended."),
    "ceiling": mark("This many contacts are left of the allowance."),
    "ceiling-exhausted": mark("The allowance of contacts is used up."),
    "ceiling-exceeded": mark("More contacts are used than the allowance holds; none remain."),
    "allowance-not-published": mark("No allowance is known for this tier, so no ceiling is shown."),
    "tier-provisional": mark("The tier is provisional, so the most cautious standard is used."),
    "tier-missing": mark("No tier is recorded, so the most cautious standard is used."),
    "tier-unknown": mark("The tier is not one that this standard knows, so the most cautious standard is used."),
    "tier-scheme-mismatch": mark("The tier is not one of the scheme named, so the most cautious standard is used."),
    "allocation-date-missing": mark("No allocation date is recorded, so the time runs from sentence."),
    "outcome-missing": mark("A contact in the past has no outcome recorded, so it does not count."),
    "plan-before-sentence": mark("The plan was completed before sentence, so it does not count."),
    "order-ends-first": mark("The order or licence ends before this falls due."),
    "suspension-first": mark("Contact is suspended before this falls due."),
    "end-date-missing": mark("No end date is recorded, so the two-thirds point cannot be worked out."),
    "risk-missing": mark("No risk of serious harm is recorded, so contact is not suspended."),
    "exceptional-delivery": mark("Regions could lighten the standards under the delivery models of the pandemic."),
    "prioritisation": mark("Regional directors may adjust the standards under the prioritisation framework."),
    "digital-eligible": mark("A digital check-in may replace every other monthly contact."),
    "last-seen": mark("This is the last contact that counts."),
    "exempt-mappa": mark("The person is under MAPPA, so contact goes on."),
    "exempt-mappa-level-2-or-3": mark("The person is under MAPPA level 2 or 3, so contact goes on."),
    "exempt-national-security-division": mark("The National Security Division supervises the person: contact goes on."),
    "exempt-very-high-rosh": mark("The risk of serious harm is very high, so contact goes on."),
    "exempt-child-protection": mark("Child protection is active, so contact goes on."),
    "exempt-intensive-supervision-court": mark(
        "An intensive supervision court oversees the order, so contact goes on."
    ),
    "exempt-sexual-offence": mark("The person is supervised for a sexual offence, so contact goes on."),
    "exempt-domestic-abuse": mark("The person is supervised for domestic abuse, so contact goes on."),
    "exempt-serious-violence": mark("The person is supervised for serious violence, so contact goes on."),
    "exempt-risk": mark("The risk of serious harm is too high for contact to be suspended."),
}

REASONS: dict[str, Reason] = {code: Reason(code, Words(template)) for code, template in _REASONS.items()}
STEPS: dict[str, Step] = {code: Step(code, Words(template)) for code, template in _REASONS.items()}
DECISIVE: dict[str, Step] = {code: Step(code, Words(template), None, True) for code, template in _REASONS.items()}
