"""Models of the own view."""

from throughcare.own.models.account import Account, Asked, OwnChange
from throughcare.own.models.views import (
    OwnAppointment,
    OwnAsked,
    OwnCondition,
    OwnObjective,
    OwnPhone,
    OwnPlan,
    OwnRecord,
    OwnRequirement,
    OwnSentence,
    OwnStep,
)

__all__ = [
    "Account",
    "Asked",
    "OwnAppointment",
    "OwnAsked",
    "OwnChange",
    "OwnCondition",
    "OwnObjective",
    "OwnPhone",
    "OwnPlan",
    "OwnRecord",
    "OwnRequirement",
    "OwnSentence",
    "OwnStep",
]
