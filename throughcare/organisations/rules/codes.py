"""The closed lists of codes of organisations."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

LOCAL = "LOCAL"
"""The scheme of an organisation that no register lists."""

SCHEME = code_list(
    "identifier-scheme",
    _("Register that an identifier comes from"),
    "org-id.guide, with a local scheme of our own",
    ("GB-CHC", _("Charity Commission for England and Wales"), {"form": _("six or seven digits")}),
    ("GB-COH", _("Companies House"), {"form": _("eight digits, or two letters and six digits")}),
    ("GB-SC", _("Scottish Charity Register"), {"form": _("SC and six digits")}),
    ("GB-NIC", _("Charity Commission for Northern Ireland"), {"form": _("six digits")}),
    ("GB-MPR", _("Mutuals Public Register"), {"form": _("digits, with or without letters before or after them")}),
    ("GB-GOR", _("Government Organisation Register"), {"form": _("one or two letters and a number")}),
    ("GB-LAE", _("Local authorities of England"), {"form": _("three letters")}),
    ("GB-NHS", _("NHS Organisation Data Service"), {"form": _("three to six letters and digits")}),
    ("GB-UKPRN", _("UK Register of Learning Providers"), {"form": _("eight digits, the first of which is 1")}),
    ("GB-SHPE", _("Registered providers of social housing"), {"form": _("up to two letters and four digits")}),
    ("XI-LEI", _("Legal entity identifier"), {"form": _("18 letters and digits, and two check digits")}),
    (LOCAL, _("No register"), {"form": _("letters, digits and hyphens")}),
)
