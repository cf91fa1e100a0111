"""Every sentence that the service levels say, as a template to be translated where it is shown."""

from __future__ import annotations

from throughcare.kernel.decision import mark

CLOCKS = {
    "sentence": mark("The clock starts on the day of sentence, {day}."),
    "release": mark("The clock starts on the day of release, {day}."),
    "allocation": mark("The clock starts on the day of allocation, {day}."),
    "attendance": mark("The clock starts on the day the first appointment was attended, {day}."),
    "aware": mark("The clock starts on the day the service became aware of the alleged breach, {day}."),
    "limit": mark("{limit} working days from there: the last day in time is {day}."),
}

REASONS = {
    "other-sentence": mark("This measure does not count sentences of this kind."),
    "clock-date-missing": mark("The day on which the clock starts is not recorded."),
    "not-allocated": mark("The case has not been allocated yet, so the clock has not started."),
    "not-attended": mark("No first appointment has been attended yet, so the clock has not started."),
    "arranged-in-time": mark(
        "An appointment was arranged for {day}, in time. Whether it was attended does not matter."
    ),
    "not-arranged": mark("No appointment in the right form was arranged for a day in time."),
    "not-arranged-yet": mark("No appointment in the right form is arranged yet; there is time until {day}."),
    "plan-in-time": mark("The plan was completed on {day}, in time."),
    "plan-late": mark("The plan was completed on {day}, too late."),
    "plan-missing": mark("The plan was not completed in time."),
    "plan-awaited": mark("The plan is not completed yet; there is time until {day}."),
    "not-whole-month": mark("The person was not under supervision for the whole month."),
    "in-custody": mark("The person was in custody for some of the month."),
    "suspended": mark("Contact was suspended under national policy for some of the month."),
    "after-first-months": mark("The measure asks only for the first {months} months of supervision."),
    "attended": mark("An appointment was offered and attended on {day}."),
    "followed-up": mark("An appointment on {missed} was missed, and something was done about it on {day}, in time."),
    "not-offered": mark("No appointment in the right form was offered in the month."),
    "not-offered-yet": mark("No appointment in the right form was offered yet; the month has not ended."),
    "not-attended-yet": mark("An appointment is offered for {day}; its outcome is awaited."),
    "follow-up-awaited": mark("An appointment was missed on {missed}; there is time to follow it up until {day}."),
    "not-followed-up": mark("An appointment was missed on {missed}, and nothing was done about it in time."),
    "outcome-missing": mark("The outcome of the appointment on {day} is not recorded."),
    "withdrawn": mark("The matter was not taken to court, so it is not counted."),
    "presented-in-time": mark("It was presented on {day}, in time."),
    "presented-late": mark("It was presented on {day}, too late."),
    "not-presented": mark("It was not presented in time."),
    "presentation-awaited": mark("It has not been presented yet; there is time until {day}."),
    "runs-on": mark("The order or licence has not ended."),
    "end-not-recorded": mark("It should have ended on {day}; how it ended is not recorded."),
    "completed": mark("It ended completed on {day}."),
    "not-completed": mark("It ended on {day} without being completed."),
    "end-left-out": mark("An ending of this kind is not counted."),
}

STEPS = {
    "cancelled": mark("An appointment on {day} was cancelled or moved, so it does not count; what replaced it does."),
    "wrong-form": mark("An appointment on {day} was in a form that this measure does not count."),
    "outside": mark("An appointment on {day} lies outside the time allowed."),
    "arranged-after": mark("An appointment on {day} was arranged only on {arranged}, after the time allowed."),
    "plan-before-start": mark("A plan of {day}, before the start, counts only with a reason for carrying it over."),
    "no-target": mark("No target for this measure was published where we could see it."),
}
