"""Reasons for opening a record, and how long a stated one stands."""

from __future__ import annotations

from datetime import date, timedelta

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _
from throughcare.policy.book import load_family

REASON = code_list(
    "record-reason",
    _("Reason for opening a record"),
    "Data Protection Act 2018 s.62(2): the reason of a consultation is logged",
    ("covering", _("Covering for a colleague")),
    ("transfer", _("Transfer to or from another region")),
    ("duty", _("Duty officer")),
    ("enquiry", _("Enquiry from a court or the police")),
    ("other", _("Another reason")),
)

# Where a person's page was opened from; the page that links says so in the address.
FROM = {
    "caseload": _("From the caseload"),
    "due": _("From the list of contacts due"),
    "diary": _("From a diary"),
    "search": _("From a search"),
    "duplicates": _("Checking for duplicate records"),
}
OWN_REGION = _("Own region's caseload")

_FAMILY = load_family("throughcare.people", "record-access")


def reason_stands(on: date) -> timedelta:
    """How long a reason given on ``on`` stands; raises ``NoPolicyInForce`` outside coverage."""
    return timedelta(minutes=_FAMILY["reason-stands"].on(on).value)
