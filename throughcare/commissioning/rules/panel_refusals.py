"""Why a step of the panel is refused, in words for whoever took it."""

from __future__ import annotations

from collections.abc import Mapping

from throughcare.kernel.decision import mark

REFUSALS: Mapping[str, str] = {
    "wrong-state": mark("It has moved on since the page was opened: this step no longer fits."),
    "frozen": mark("The conditions and categories of an open panel stay as they are."),
    "no-category": mark("Add at least one category."),
    "no-condition": mark("Add at least one condition: nobody could be assessed without."),
    "no-pack": mark("No law under which a panel can be opened is in force on this day."),
    "same-category": mark("This category is there already."),
    "other-region": mark("This police-force area is in another region."),
    "other-category": mark("This category belongs to another panel, or is closed."),
    "announced": mark("A category that was announced stays."),
    "day-far": mark("No such day can be meant. Leave it empty where there is no last day."),
    "event-ahead": mark("The day on which it happened lies ahead."),
    "ends-before": mark("The last day lies before today."),
    "evidence-empty": mark("Attach a file, or say under which number or where it can be seen."),
    "file-too-big": mark("The file is too big."),
    "file-kind": mark("Only PDF files and pictures (PNG, JPEG) are taken."),
    "evidence-used": mark("It was used, so it stays. Add another one to renew it."),
    "not-open": mark("The panel is not open, so nobody can apply."),
    "already-applying": mark("There is an application that is not decided yet: go on with that one."),
    "nothing-asked": mark("Choose at least one category."),
    "category-closed": mark("A category that was chosen is closed."),
    "unanswered": mark("Answer every condition of the categories you chose."),
    "unsigned": mark("Every partner signs before the application is sent."),
    "other-organisation": mark(
        "The number under which you apply belongs to another organisation: apply as that one, or correct the number."
    ),
    "partner-unknown": mark("No registered organisation has this identifier."),
    "partner-self": mark("The lead is a member of the consortium already."),
    "partner-twice": mark("This organisation is a partner already."),
    "unknown-ground": mark("The law of this panel does not know this ground."),
    "ground-twice": mark("This ground is stated already."),
    "question-open": mark("Answer every question that is open."),
    "out-of-reach": mark("Another region buys here: it is not within your reach."),
    "no-reason": mark("Give the reason."),
    "extended-already": mark("It has been given a longer time already."),
    "not-assessed": mark("Assess every answer first."),
    "ground-open": mark("Decide first about each ground of exclusion that asks for a person."),
    "nobody-to-admit": mark("No category meets its conditions, so no place can be given."),
    "must-admit": mark("A category meets every condition: the law leaves no choice but to admit."),
    "sanction-open": mark("Something is held against this place already: decide that first."),
    "no-ground": mark("Give the ground."),
    "no-evidence": mark("Say which evidence there is."),
    "no-end": mark("A suspension needs a day on which it ends."),
    "end-before-start": mark("The suspension would end before it begins."),
    "not-a-ground-for-removal": mark(
        "A place is removed only where a ground of exclusion applies: suspend it instead."
    ),
    "no-notice": mark("Tell the member first, and give time to reply."),
    "reply-open": mark("The member can still reply, so it cannot begin yet."),
    "same-person": mark("Whoever proposed it cannot decide it."),
    "too-late": mark("The time for an appeal is over."),
    "was-involved": mark("Somebody who was involved cannot hear the appeal."),
    "appealed-already": mark("There is an appeal against this decision already."),
    "decided-before": mark("Whoever declined it before does not decide it again: somebody else does."),
}
