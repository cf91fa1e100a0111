"""What supervision announces, by noun."""

from throughcare.supervision.events.allocation import (
    AllocationNeedChanged,
    AllocationPlanned,
    CaseAllocated,
    PlanLineDecided,
)
from throughcare.supervision.events.breaches import (
    BreachAsked,
    BreachDecided,
    BreachEnded,
    BreachHeard,
    BreachPresented,
)
from throughcare.supervision.events.contacts import (
    AppointmentEnded,
    AppointmentMoved,
    ContactBooked,
    ContactRecorded,
    OutcomeRecorded,
)
from throughcare.supervision.events.documents import (
    DocumentIssued,
    DocumentSent,
)
from throughcare.supervision.events.endings import (
    SentenceEnded,
)
from throughcare.supervision.events.failures import (
    AppealDecided,
    FailureConfirmed,
    FailureRecorded,
    FailureStruck,
    ReasonAccepted,
    WarningAppealed,
    WarningIssued,
    WarningWithdrawn,
)
from throughcare.supervision.events.officers import (
    OfficerChanged,
)
from throughcare.supervision.events.plans import (
    PlanAgreed,
    PlanBegun,
    PlanChanged,
    PlanClosed,
    PlanDiscarded,
    PlanShared,
    PlanStepProgressed,
)
from throughcare.supervision.events.risk import (
    AssessmentCorrected,
    AssessmentRecorded,
    AssessmentWithdrawn,
    GradeOutgrown,
    GradeWaived,
    RegistrationCorrected,
    RegistrationEnded,
    RegistrationMade,
    RegistrationReviewed,
    TierChanged,
)
from throughcare.supervision.events.transfers import (
    CaseTransferred,
    TransferAnswered,
    TransferOffered,
)
from throughcare.supervision.events.workload import (
    EngagementChanged,
    WorkloadAlarmAnswered,
    WorkloadAlarmRaised,
    WorkloadTaskRecorded,
)

__all__ = [
    "AllocationNeedChanged",
    "AllocationPlanned",
    "AppealDecided",
    "AppointmentEnded",
    "AppointmentMoved",
    "AssessmentCorrected",
    "AssessmentRecorded",
    "AssessmentWithdrawn",
    "BreachAsked",
    "BreachDecided",
    "BreachEnded",
    "BreachHeard",
    "BreachPresented",
    "CaseAllocated",
    "CaseTransferred",
    "ContactBooked",
    "ContactRecorded",
    "DocumentIssued",
    "DocumentSent",
    "EngagementChanged",
    "FailureConfirmed",
    "FailureRecorded",
    "FailureStruck",
    "GradeOutgrown",
    "GradeWaived",
    "OfficerChanged",
    "OutcomeRecorded",
    "PlanAgreed",
    "PlanBegun",
    "PlanChanged",
    "PlanClosed",
    "PlanDiscarded",
    "PlanLineDecided",
    "PlanShared",
    "PlanStepProgressed",
    "ReasonAccepted",
    "RegistrationCorrected",
    "RegistrationEnded",
    "RegistrationMade",
    "RegistrationReviewed",
    "SentenceEnded",
    "TierChanged",
    "TransferAnswered",
    "TransferOffered",
    "WarningAppealed",
    "WarningIssued",
    "WarningWithdrawn",
    "WorkloadAlarmAnswered",
    "WorkloadAlarmRaised",
    "WorkloadTaskRecorded",
]
