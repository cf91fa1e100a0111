"""What commissioning announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from throughcare.kernel.events import Event


@dataclass(frozen=True)
class ReleasePublished(Event):
    """A release was published: ``tags`` say what happened in the process ``ocid``."""

    ocid: str
    release_id: str
    tags: tuple[str, ...]
    by: int | None
    at: datetime


@dataclass(frozen=True)
class NeedChanged(Event):
    """Something of a statement of need changed: ``what`` is its new state, or the part that was changed."""

    need: int
    what: str
    by: int
    at: datetime


@dataclass(frozen=True)
class CompetitionChanged(Event):
    """Something of a competition that is not published yet changed: ``part`` says what."""

    competition: int
    part: str
    by: int
    at: datetime


@dataclass(frozen=True)
class CompetitionApproved(Event):
    """A director approved a competition."""

    competition: int
    by: int
    at: datetime


@dataclass(frozen=True)
class CompetitionPublished(Event):
    """A competition was published, and the members of its categories invited."""

    competition: int
    invited: int
    by: int
    at: datetime


@dataclass(frozen=True)
class MemberJoinedLate(Event):
    """A member of the panel was invited to a competition that was published already."""

    competition: int
    supplier: int
    by: int
    at: datetime


@dataclass(frozen=True)
class CompetitionAmended(Event):
    """A published competition was changed: ``number`` counts its changes."""

    competition: int
    number: int
    by: int
    at: datetime


@dataclass(frozen=True)
class CompetitionWithdrawn(Event):
    """A competition was withdrawn before it closed."""

    competition: int
    by: int
    at: datetime


@dataclass(frozen=True)
class CompetitionClosed(Event):
    """The deadline of a competition passed."""

    competition: int
    at: datetime


@dataclass(frozen=True)
class EnquiryAsked(Event):
    """Somebody who is invited asked a question; who, is not said."""

    competition: int
    at: datetime


@dataclass(frozen=True)
class EnquiryAnswered(Event):
    """A question about a competition was answered, to everybody."""

    competition: int
    number: int
    by: int
    at: datetime


@dataclass(frozen=True)
class RegisterImported(Event):
    """A register of contracts was imported and changed something: how many contracts were added and changed."""

    added: int
    changed: int
    by: int | None
    at: datetime


@dataclass(frozen=True)
class BidKeysMade(Event):
    """The keys to which bids of a competition are sealed were made; the fingerprints are public."""

    competition: int
    quality: str
    price: str
    by: int
    at: datetime


@dataclass(frozen=True)
class BidsOpened(Event):
    """Envelopes of a competition (``quality`` or ``price``) were opened by two officers: so many bids."""

    competition: int
    envelope: str
    bids: int
    officers: tuple[int, int]
    at: datetime


@dataclass(frozen=True)
class ContractMoved(Event):
    """Something happened to a contract: ``what`` is the verb, such as ``sign``, ``pay`` or ``terminate``."""

    contract: int
    reference: str
    what: str
    by: int | None
    at: datetime


@dataclass(frozen=True)
class MarketChanged(Event):
    """A panel was changed: ``what`` is its new state, ``drafted`` or ``changed``."""

    market: int
    what: str
    by: int
    at: datetime


@dataclass(frozen=True)
class LibraryChanged(Event):
    """A supplier changed its library: ``what`` names the act."""

    supplier: int
    what: str
    by: int
    at: datetime


@dataclass(frozen=True)
class EvaluatorsChanged(Event):
    """Something about who evaluates a competition changed: ``what`` says what; nobody is named."""

    competition: int
    what: str
    by: int
    at: datetime


@dataclass(frozen=True)
class ScoresLocked(Event):
    """An evaluator locked their scores; ``is_last`` where the consensus begins with it."""

    competition: int
    is_last: bool
    by: int
    at: datetime


@dataclass(frozen=True)
class ConsensusModerated(Event):
    """What the evaluators agreed on was moderated and stays: prices may be opened."""

    competition: int
    by: int
    at: datetime


@dataclass(frozen=True)
class AwardRecommended(Event):
    """A commissioner recommended an award."""

    competition: int
    decision: int
    by: int
    at: datetime


@dataclass(frozen=True)
class AwardApproved(Event):
    """A director approved an award."""

    competition: int
    decision: int
    by: int
    at: datetime


@dataclass(frozen=True)
class AwardPublished(Event):
    """An award was published: so many lots were won, so many by nobody; the standstill begins."""

    competition: int
    decision: int
    won: int
    open: int
    by: int
    at: datetime


@dataclass(frozen=True)
class AwardConcluded(Event):
    """The standstill is over and no challenge is open: contracts may be signed."""

    competition: int
    decision: int
    by: int
    at: datetime


@dataclass(frozen=True)
class NothingAwarded(Event):
    """A competition ended without any award."""

    competition: int
    by: int
    at: datetime


@dataclass(frozen=True)
class ApplicationMoved(Event):
    """Something happened to an application of a supplier to a panel, which is now in ``state``."""

    application: int
    supplier: int
    state: str
    by: int
    at: datetime


@dataclass(frozen=True)
class PartnerAsked(Event):
    """A supplier asked another to be its partner, or was answered: ``answer`` is empty, ``yes`` or ``no``."""

    request: int
    asker: int
    asked: int
    answer: str
    at: datetime


@dataclass(frozen=True)
class SupplierReminded(Event):
    """Those who act for a supplier were written to about what runs out, has ended, or is to be asked again."""

    supplier: int
    messages: int
    at: datetime


@dataclass(frozen=True)
class PlaceChanged(Event):
    """Something was proposed or decided about a place, or it was left: ``what`` names the act."""

    place: int
    supplier: int
    what: str
    by: int
    at: datetime


@dataclass(frozen=True)
class AppealChanged(Event):
    """A supplier appealed against a decision about the panel, or its appeal was heard: ``what`` names the act."""

    appeal: int
    supplier: int
    what: str
    by: int
    at: datetime


@dataclass(frozen=True)
class AwardedDirectly(Event):
    """A transparency notice went out: a lot is to be awarded directly on this ground."""

    competition: int
    lot: int
    ground: str
    by: int
    at: datetime


@dataclass(frozen=True)
class EngagementChanged(Event):
    """A market-engagement event was drafted, changed, announced, held, cancelled or reported: ``what`` says which."""

    engagement: int
    what: str
    by: int
    at: datetime


@dataclass(frozen=True)
class EngagementReplied(Event):
    """A supplier said that it comes to an event, or that it does not, or asked a question: ``what`` says which.

    The event does not say who; the log does.
    """

    engagement: int
    what: str
    at: datetime


@dataclass(frozen=True)
class EngagementAnswered(Event):
    """A question about a market-engagement event was answered to everybody, or its answer put right."""

    engagement: int
    number: int
    by: int
    at: datetime


@dataclass(frozen=True)
class PipelinePublished(Event):
    """A pipeline notice went out with so many purchases."""

    notice: int
    entries: int
    by: int
    at: datetime
