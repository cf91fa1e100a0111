"""What can be required in post-sentence supervision (Criminal Justice Act 2003 s.256AB), with plain words for each."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

PSS_REQUIREMENT = code_list(
    "pss-requirement",
    _("Requirement of post-sentence supervision"),
    "Criminal Justice Act 2003 s.256AB(1): the only requirements there can be, by paragraph",
    ("good-behaviour", _("Good behaviour"), {"paragraph": "a"}),
    ("no-offence", _("No offence"), {"paragraph": "b"}),
    ("keep-in-touch", _("Keeping in touch with the supervisor"), {"paragraph": "c"}),
    ("visits", _("Visits by the supervisor"), {"paragraph": "d"}),
    ("residence", _("Living at an approved address"), {"paragraph": "e"}),
    ("work", _("Work approved first"), {"paragraph": "f"}),
    ("travel", _("No travel outside the British Islands"), {"paragraph": "g"}),
    ("activities", _("Taking part in activities"), {"paragraph": "h"}),
    ("drug-testing", _("Drug testing"), {"paragraph": "i"}),
    ("drug-appointments", _("Appointments about drugs"), {"paragraph": "j"}),
)

WORDING = {
    "good-behaviour": _("Behave well, and do nothing that works against the purpose of your supervision."),
    "no-offence": _("Do not commit any offence."),
    "keep-in-touch": _("Keep in touch with your supervisor as they tell you."),
    "visits": _("Let your supervisor visit you when they have told you so."),
    "residence": _("Live at an address that your supervisor has approved, and ask before you stay a night elsewhere."),
    "work": _("Tell your supervisor before you take up work, and start only when they have approved it."),
    "travel": _("Do not travel outside the British Islands without your supervisor’s permission."),
    "activities": _("Take part in activities as your supervisor tells you."),
    "drug-testing": _("Give samples to be tested for drugs when you are told to."),
    "drug-appointments": _("Go to appointments about your use of drugs as your supervisor tells you."),
}
"""What stands on the record for each, in the language of the person."""

ALL = (PSS_REQUIREMENT,)
