"""Every sentence that `breach-threshold` says, as a template to be translated where it is shown."""

from __future__ import annotations

from throughcare.kernel.decision import Words, mark

THRESHOLD = {
    "after-warning": mark(
        "A manager is asked to decide on breach at {failures} failures without reasonable excuse in {months} months, after"
        " a warning."
    ),
    "after-warnings": mark(
        "A manager is asked to decide on breach at {failures} failures without reasonable excuse in {months} months, after"
        " {warnings} warnings."
    ),
    "in-total": mark(
        "A manager is asked to decide on breach at {failures} failures without reasonable excuse in total."
    ),
    "no-number": mark("On licence no number of failures is set: warnings and recall are for a manager to decide."),
}
REFERRAL = mark("The Act asks that a failure within {months} months after a warning be referred.")

STARTS = {
    "order-start": mark("Failures count from the start."),
    "last-breach-end": mark("Failures count from the day on which the court dealt with the last breach."),
}

FAILURES = {
    "counts": mark("Failure without reasonable excuse: it counts."),
    "counts-at-last": mark(
        "Failure more than {months} months ago, but within {months} months before the last one: it counts for the threshold."
    ),
    "counts-nevertheless": mark(
        "Failure while contact was suspended: flagged, and confirmed to count all the same."
    ),
    "awaiting-reason": mark("Failure for which a reason may still be given: it does not count yet."),
    "acceptable": mark("An acceptable reason was accepted: it does not count."),
    "recorded-twice": mark("The same failure recorded twice: it counts once."),
    "same-day": mark("A second failure on one day: the day counts once."),
    "before-start": mark("Failure before failures count: left out."),
    "before-last-breach": mark("Failure that the court dealt with in the last breach: it does not count any more."),
    "older": mark("Failure more than {months} months ago: it does not count any more."),
    "suspended": mark("Failure while contact was suspended ({cause}): flagged, and not counted."),
}  # fmt: skip
SUSPENDED = {
    "reset": Words(mark("Probation Reset")),
    "impact": Words(mark("Probation Impact")),
    "custody": Words(mark("in custody")),
}

WARNINGS = {
    "stands": mark("Warning that came before the last failure and still counted then."),
    "stands-now": mark("Warning in force."),
    "ran-out": mark("Warning whose {months} months had run out."),
    "withdrawn": mark("Warning that was withdrawn: it does not count."),
}

REASONS = {
    "breach-in-progress": mark("A breach is in progress."),
    "threshold-reached": mark(
        "{count} failures without reasonable excuse in {months} months, the last after a warning: a manager decides on"
        " breach."
    ),
    "threshold-reached-in-total": mark(
        "{count} failures without reasonable excuse in total: a manager decides on breach."
    ),
    "referral-is-duty": mark(
        "The last failure came within {months} months after a warning, so the Act asks that it be referred: a manager"
        " decides on breach."
    ),
    "decided-against-breach": mark("A manager decided not to take the last failure to court."),
    "breach-withdrawn": mark("The breach begun for the last failure was withdrawn."),
    "warning-due": mark("A failure without reasonable excuse: a warning is due, or a manager is asked at once."),
    "warning-missing": mark(
        "{count} failures count, but no warning in force came before the last one: a warning is due, or a manager is asked"
        " at once."
    ),
    "warned": mark("A warning is in force for the last failure."),
    "manager-decides": mark("A failure on licence: a manager decides on a warning or recall."),
    "reason-awaited": mark("A reason may still be given for the last failure."),
    "no-failures": mark("No failure without reasonable excuse counts."),
}  # fmt: skip
