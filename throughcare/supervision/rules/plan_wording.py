"""Shared wording for plans: objectives and steps in plain sentences that the person can read, in both languages.

An objective says what life looks like when it is reached; a step says what somebody does. They speak to the person as
"you". The Welsh stands in the catalogue with all other Welsh; a plan keeps both texts as they were when it was written.
"""

from typing import Any

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

OBJECTIVE = code_list(
    "plan-objective",
    _("Objective"),
    "Own wording",
    ("acc-settled", _("You have a safe and settled place to live."), {"need": "accommodation"}),
    ("acc-keep", _("You keep the home you have."), {"need": "accommodation"}),
    ("ete-work", _("You have a job, or you are ready for one."), {"need": "ete"}),
    ("ete-learn", _("You learn something that helps you get on."), {"need": "ete"}),
    ("fin-budget", _("You can pay for what you need, and your debts go down."), {"need": "finance"}),
    ("fin-income", _("You get the money you have a right to."), {"need": "finance"}),
    ("rel-safe", _("The people close to you are safe, and so are you."), {"need": "relationships"}),
    ("rel-family", _("You are in touch with family in a way that is good for all of you."), {"need": "relationships"}),
    ("life-time", _("You fill your time with things that keep you out of trouble."), {"need": "lifestyle"}),
    ("life-friends", _("You spend time with people who want the best for you."), {"need": "lifestyle"}),
    ("drug-stop", _("You stop using drugs."), {"need": "drugs"}),
    ("drug-less", _("You use fewer drugs, and more safely."), {"need": "drugs"}),
    ("alc-stop", _("You stop drinking alcohol."), {"need": "alcohol"}),
    ("alc-less", _("You drink less, and not when it leads to trouble."), {"need": "alcohol"}),
    ("well-mind", _("You feel better, and you know whom to call when you do not."), {"need": "wellbeing"}),
    ("well-body", _("You look after your health."), {"need": "wellbeing"}),
    ("think-stop", _("You stop and think before you act."), {"need": "thinking"}),
    ("think-calm", _("You stay calm when things go wrong."), {"need": "thinking"}),
    ("att-harm", _("You understand the harm that was done, and to whom."), {"need": "attitudes"}),
    ("att-rules", _("You see why the rules matter to you."), {"need": "attitudes"}),
    ("ord-keep", _("You finish your order or licence without going back to court."), {"need": "order"}),
    ("ord-unpaid", _("You finish your unpaid work in time."), {"need": "order"}),
)


def _step(code: str, words: str, who: str, *objectives: str) -> tuple[str, str, dict[str, Any]]:
    """A step of ``who``, proposed for these objectives."""
    return code, words, {"for": objectives, "who": who}


STEP = code_list(
    "plan-step",
    _("Step"),
    "Own wording",
    _step("acc-council", _("Ask the council for help with housing."), "person", "acc-settled"),
    _step("acc-refer", _("Refer you to housing support."), "practitioner", "acc-settled", "acc-keep"),
    _step("acc-rent", _("Agree how to pay the rent that is owed."), "person", "acc-keep"),
    _step("ete-cv", _("Write down what you can do and have done, for employers."), "person", "ete-work"),
    _step("ete-jobs", _("Meet the job coach and apply for work."), "person", "ete-work"),
    _step("ete-course", _("Start a course that suits you."), "person", "ete-learn", "ete-work"),
    _step("ete-refer", _("Refer you to education and training."), "practitioner", "ete-learn", "ete-work"),
    _step("fin-list", _("Write down what comes in and what goes out each month."), "person", "fin-budget"),
    _step("fin-advice", _("See a free debt adviser."), "person", "fin-budget"),
    _step("fin-claim", _("Claim the benefits you have a right to."), "person", "fin-income"),
    _step("fin-help", _("Help you with the forms."), "practitioner", "fin-income"),
    _step("rel-course", _("Go to every session of the course on relationships."), "person", "rel-safe"),
    _step("rel-check", _("Talk with the services that protect the people close to you."), "practitioner", "rel-safe"),
    _step("rel-contact", _("Agree with your family when and how to be in touch."), "person", "rel-family"),
    _step("life-plan", _("Plan your week, with one thing each day that is good for you."), "person", "life-time"),
    _step("life-group", _("Join a club, a group or a sport."), "person", "life-time", "life-friends"),
    _step("life-away", _("Keep away from the people and places you named."), "person", "life-friends"),
    _step("drug-service", _("Go to every appointment with the drug service."), "person", "drug-stop", "drug-less"),
    _step("drug-refer", _("Refer you to the drug service."), "practitioner", "drug-stop", "drug-less"),
    _step("drug-key", _("See you each week and work on a recovery plan with you."), "agency", "drug-stop", "drug-less"),
    _step("alc-service", _("Go to every appointment with the alcohol service."), "person", "alc-stop", "alc-less"),
    _step("alc-diary", _("Keep a diary of what you drink and when."), "person", "alc-less"),
    _step("alc-refer", _("Refer you to the alcohol service."), "practitioner", "alc-stop", "alc-less"),
    _step("well-gp", _("See a doctor, and tell them how you are."), "person", "well-mind", "well-body"),
    _step("well-plan", _("Write down what helps when you feel low, and whom to call."), "person", "well-mind"),
    _step("well-refer", _("Refer you to mental health support."), "practitioner", "well-mind"),
    _step("think-course", _("Go to every session of your programme."), "person", "think-stop", "think-calm"),
    _step(
        "think-work", _("Work with you on what to do when things go wrong."), "practitioner", "think-stop", "think-calm"
    ),
    _step("att-talk", _("Talk about what happened, and about those who were hurt."), "person", "att-harm"),
    _step("att-exercise", _("Do the exercises on victims with you."), "practitioner", "att-harm"),
    _step(
        "att-goals", _("Write down what you want, and what breaking the rules would cost you."), "person", "att-rules"
    ),
    _step("ord-come", _("Come to every appointment, or call before it."), "person", "ord-keep"),
    _step("ord-remind", _("Remind you of each appointment."), "practitioner", "ord-keep"),
    _step("ord-days", _("Turn up for every day of unpaid work."), "person", "ord-unpaid"),
)


def steps_for(objective: str) -> tuple[str, ...]:
    """The codes of the steps that are proposed for an objective of the library."""
    return tuple(entry.code for entry in STEP if objective in entry.facts["for"])
