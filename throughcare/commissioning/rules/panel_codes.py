"""The closed lists of codes of the panel: what a condition is about, and what kind of evidence it asks for."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

TOPIC = code_list(
    "panel-topic",
    _("What a condition of the panel is about"),
    "Local",
    ("safeguarding", _("Safeguarding")),
    ("insurance", _("Insurance")),
    ("data-protection", _("Data protection")),
    ("health-and-safety", _("Health and safety")),
    ("equality", _("Equality and diversity")),
    ("welsh-language", _("Welsh language")),
    ("finances", _("Finances")),
    ("governance", _("Governance")),
    ("modern-slavery", _("Modern slavery")),
    ("vetting", _("Vetting of staff")),
    ("experience", _("Experience with people on probation")),
    ("quality", _("Quality of the service")),
    ("other", _("Something else")),
)
"""An answer of a supplier's library is about one of these, and fills every condition with the same code."""

EVIDENCE_KIND = code_list(
    "panel-evidence",
    _("Kind of evidence for the panel"),
    "Local",
    ("public-liability", _("Public liability insurance")),
    ("employers-liability", _("Employers’ liability insurance")),
    ("professional-indemnity", _("Professional indemnity insurance")),
    ("safeguarding-policy", _("Safeguarding policy")),
    ("data-protection-fee", _("Registration with the Information Commissioner")),
    ("health-safety-policy", _("Health and safety policy")),
    ("equality-policy", _("Equality policy")),
    ("accounts", _("Accounts")),
    ("governing-document", _("Governing document")),
    ("quality-mark", _("Quality mark")),
    ("references", _("References")),
    ("other", _("Something else")),
)
