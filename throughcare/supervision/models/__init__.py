"""Models of the supervision context."""

from throughcare.supervision.models.allocation import (
    Allocation,
    AllocationNeed,
    AllocationPlan,
    AllocationPlanLine,
    ConflictOfInterest,
)
from throughcare.supervision.models.appointment import Appointment
from throughcare.supervision.models.breach import Breach, BreachHearing
from throughcare.supervision.models.closing import Closing
from throughcare.supervision.models.contact import Contact
from throughcare.supervision.models.derived import ContactDue, Tier
from throughcare.supervision.models.diary import DiaryFeed, Engagement
from throughcare.supervision.models.document import IssuedDocument
from throughcare.supervision.models.failure import Failure, ReasonOffered
from throughcare.supervision.models.formal_warning import FormalWarning, WarnedFailure
from throughcare.supervision.models.grade import GradeWaiver
from throughcare.supervision.models.officer import OfficerSpell
from throughcare.supervision.models.plan import (
    Plan,
    PlanNeed,
    PlanObjective,
    PlanStep,
    PlanVersion,
    StepProgress,
)
from throughcare.supervision.models.risk import Assessment, Enforcement, Registration, RegistrationReview
from throughcare.supervision.models.transfer import Transfer
from throughcare.supervision.models.workload import LoadSpell, WorkloadAlarm, WorkloadTask

__all__ = [
    "Allocation",
    "AllocationNeed",
    "AllocationPlan",
    "AllocationPlanLine",
    "Appointment",
    "Assessment",
    "Breach",
    "BreachHearing",
    "Closing",
    "ConflictOfInterest",
    "Contact",
    "ContactDue",
    "DiaryFeed",
    "Enforcement",
    "Engagement",
    "Failure",
    "FormalWarning",
    "GradeWaiver",
    "IssuedDocument",
    "LoadSpell",
    "OfficerSpell",
    "Plan",
    "PlanNeed",
    "PlanObjective",
    "PlanStep",
    "PlanVersion",
    "ReasonOffered",
    "Registration",
    "RegistrationReview",
    "StepProgress",
    "Tier",
    "Transfer",
    "WarnedFailure",
    "WorkloadAlarm",
    "WorkloadTask",
]
