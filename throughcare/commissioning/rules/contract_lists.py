"""Tables of codes that contracts use."""

from __future__ import annotations

from throughcare.kernel.codes import code_list
from throughcare.kernel.decision import mark as _

MEASURES = code_list(
    "indicator-measures",
    _("What an indicator measures"),
    "House standard",
    ("outcome", _("An outcome")),
    ("quality", _("Quality")),
    ("volume", _("Volume")),
)
SIDES = code_list(
    "contract-side",
    _("Side that signs"),
    "House standard",
    ("supplier", _("Supplier")),
    ("commissioner", _("Commissioner")),
)
CHANGE_KIND = code_list(
    "contract-change-kind",
    _("Kind of change"),
    "House standard",
    ("change", _("Change")),
    ("extension", _("Extension by the option")),
)
GROUND = code_list(
    "contract-change-ground",
    _("Ground of a change"),
    "Public Contracts Regulations 2015 reg. 72; Procurement Act 2023 s.74 and Schedule 8",
    ("light-touch", _("A light-touch contract, which may be changed freely")),
    ("below-threshold", _("Small, all changes together")),
    ("not-substantial", _("Not substantial")),
    ("review-clause", _("Foreseen in the contract by a clear clause")),
    ("additional-services", _("More services that only this supplier can give")),
    ("unforeseeable", _("Circumstances that could not be foreseen")),
    ("new-contractor", _("Another supplier takes its place")),
    ("provided-for", _("Provided for in the contract")),
    ("urgency", _("Urgency to protect life or public order")),
    ("materialised-risk", _("A risk that the contract named has come about")),
    ("transfer-on-restructuring", _("The supplier was restructured")),
)
RATING = code_list(
    "contract-rating",
    _("Rating of performance"),
    "Procurement Regulations 2024, contract performance notice",
    ("good", _("Good")),
    ("approaching-target", _("Approaching target")),
    ("requires-improvement", _("Requires improvement")),
    ("inadequate", _("Inadequate")),
    ("other", _("Other")),
)
ENDING = code_list(
    "contract-ending",
    _("How a contract ends"),
    "House standard",
    ("term", _("At its term")),
    ("termination", _("Terminated before its term")),
)
TERMINATION = code_list(
    "termination-ground",
    _("Ground of a termination"),
    "Procurement Act 2023 ss.78 and 80; terms of the contract",
    ("agreement", _("Both sides agree")),
    ("notice", _("By notice, as the contract allows")),
    ("breach", _("The supplier broke the contract")),
    ("insolvency", _("The supplier is insolvent")),
    ("excluded", _("The supplier has become excluded")),
    ("unlawful-award", _("The award was unlawful")),
)
