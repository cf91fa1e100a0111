"""Reference tables of enforcement: failures, reasons, warnings, breaches, what a court did, letters."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _
from throughcare.supervision.rules.codes import OUTCOME

FAILURE_KIND = code_list(
    "failure-kind",
    _("Failure"),
    "What a failure to comply was",
    ("absence", _("Missed an appointment")),
    ("behaviour", _("Came, but failed to comply")),
    ("unpaid-work", _("Missed or left unpaid work")),
    ("programme", _("Missed a programme session")),
    ("monitoring", _("Broke a curfew or exclusion")),
    ("testing", _("Missed or failed a test")),
    ("residence", _("Not living where required")),
    ("condition", _("Broke another requirement or condition")),
)

AWARE_SOURCE = code_list(
    "aware-source",
    _("How the service became aware"),
    "Service levels count from the day on which the service became aware of a breach",
    ("own", _("Seen by the practitioner")),
    ("partner", _("Told by a partner or supplier")),
    ("monitoring", _("Told by the monitoring service")),
    ("police", _("Told by the police or a court")),
    ("person", _("Told by the person")),
    ("other", _("In another way")),
)

REASON = code_list(
    "reason-offered",
    _("Reason"),
    "Acceptable reasons for absence, with the outcome codes that public probation systems carry",
    *(
        (entry.code, entry.label)
        for entry in OUTCOME
        if entry.facts.get("attended") is False and entry.facts["complied"]
    ),
)

REASON_DECISION = code_list(
    "reason-decision",
    _("Decision on a reason"),
    "What the practitioner made of a reason",
    ("accepted", _("Accepted")),
    ("refused", _("Not accepted")),
)

SUSPENDED_BY = code_list(
    "suspended-by",
    _("Contact suspended by"),
    "What stops contact although supervision goes on",
    ("reset", _("Probation Reset")),
    ("impact", _("Probation Impact")),
    ("custody", _("In custody")),
)

WARNING_KIND = code_list(
    "warning-kind",
    _("Warning"),
    "Notices that public probation systems list: formal, final and breach warning, licence compliance letter",
    ("formal", _("Formal warning"), {"of": "order"}),
    ("final", _("Final warning"), {"of": "order"}),
    ("breach", _("Breach warning"), {"of": "order"}),
    ("licence", _("Licence compliance letter"), {"of": "licence"}),
)

APPEAL_OUTCOME = code_list(
    "appeal-outcome",
    _("Decision on the appeal"),
    "What somebody other than the issuer decided",
    ("upheld", _("The warning stands")),
    ("withdrawn", _("The warning is withdrawn")),
)

BREACH_KIND = code_list(
    "breach-kind",
    _("Enforcement"),
    "An order is breached before a court, a person on licence is recalled",
    ("breach", _("Breach")),
    ("recall", _("Recall")),
)

ASKED_BECAUSE = code_list(
    "breach-asked-because",
    _("Why a decision is asked for"),
    "What brought the question of breach or recall to a manager",
    ("threshold", _("The threshold is reached")),
    ("referral-duty", _("A failure within the months after a warning")),
    ("serious", _("One serious failure")),
    ("licence", _("A failure on licence")),
    ("other", _("The practitioner asks")),
)

COURT_OUTCOME = code_list(
    "court-outcome",
    _("What the court did"),
    "Sentencing Act 2020 Sch. 10 and 16; Criminal Justice Act 2003 s.256AC and Sch. 19A",
    ("adjourned", _("Adjourned"), {"adjourns": True}),
    ("order-continues", _("Proved, the order continues"), {"process": "CONT", "proved": True}),
    (
        "more-onerous",
        _("Proved, more onerous requirement"),
        {"process": "ONEROUS", "proved": True, "requirement": True},
    ),
    ("fine", _("Proved, fine"), {"process": "FINE", "proved": True}),
    ("revoked", _("Proved, revoked and re-sentenced"), {"process": "REVOKED", "proved": True, "ends": True}),
    (
        "activated",
        _("Proved, suspended term activated"),
        {"process": "ACTIVATED", "proved": True, "ends": True, "of": ("suspended-sentence-order",)},
    ),
    (
        "committed",
        _("Proved, committed to custody"),
        {"process": "COMMITTED", "proved": True, "of": ("post-sentence-supervision", "supervision-default-order")},
    ),
    (
        "default-order",
        _("Proved, supervision default order made"),
        {"process": "DEFAULT", "proved": True, "of": ("post-sentence-supervision",)},
    ),
    ("withdrawn", _("Withdrawn at court"), {"process": "BRE99"}),
    ("not-proved", _("Not proved"), {"process": "BRE99"}),
)

DOCUMENT_KIND = code_list(
    "enforcement-document",
    _("Document"),
    "Letters and packs of enforcement",
    ("warning", _("Warning letter")),
    ("warning-withdrawn", _("Letter: warning withdrawn")),
    ("appeal-upheld", _("Letter: the warning stands")),
    ("breach-begun", _("Letter: going to court")),
    ("no-breach", _("Letter: not going to court")),
    ("pack", _("Breach pack")),
)

SENT_BY = code_list(
    "letter-sent-by",
    _("How a letter is sent"),
    "Ours: a letter of enforcement goes on paper, or by email where the person has an address",
    ("letter", _("By post")),
    ("email", _("By email")),
)

ALL = (
    FAILURE_KIND, AWARE_SOURCE, REASON, REASON_DECISION, SUSPENDED_BY, WARNING_KIND, APPEAL_OUTCOME, BREACH_KIND,
    ASKED_BECAUSE, COURT_OUTCOME, DOCUMENT_KIND, SENT_BY,
)  # fmt: skip
