"""Why two records may be one person."""

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

REASON = code_list(
    "likeness",
    _("Why two records may be one person"),
    "What casework teams compare when they look for duplicates",
    ("same-identifier", _("They carry the same identifier")),
    ("same-birth", _("The same date of birth and a like name")),
    ("birth-exchanged", _("A like name; day and month of birth are exchanged")),
)
