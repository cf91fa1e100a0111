"""The closed list of bodies that state a need together."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

PARTY_KIND = code_list(
    "need-party",
    _("Body that states a need"),
    "Offender Management Act 2007; Police Reform and Social Responsibility Act 2011; Health and Care Act 2022; own words",
    ("region", _("Probation region")),
    ("pcc", _("Police and Crime Commissioner")),
    ("health", _("Health body")),
    ("local-authority", _("Local authority")),
    ("other", _("Another body")),
)
