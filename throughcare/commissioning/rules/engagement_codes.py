"""The closed lists of codes of market engagement."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

LANGUAGE = code_list(
    "engagement-language",
    _("Language of an event"),
    "Welsh Language (Wales) Measure 2011; own words",
    ("en", _("English")),
    ("cy", _("Welsh")),
    ("both", _("English and Welsh, with interpretation")),
)
