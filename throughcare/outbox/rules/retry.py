"""What becomes of a message that could not be handed over: tried again and when, given up, or no longer wanted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, mark
from throughcare.kernel.rulebook import Rule
from throughcare.outbox.rules.sending_policy import HERE, SendingPolicy, sending_policies

NAME, RULE_SET = "message-retry", "local-2026"
Fault = Literal["temporary", "permanent"]


@dataclass(frozen=True)
class FailedMessage:
    """A message just after an attempt at ``at`` failed, the ``attempts``-th one.

    ``on`` selects the policy. ``useful_until`` is the moment from which it is of no use to anybody; ``unwanted`` says that
    it was withdrawn while it was on its way.
    """

    on: date
    at: datetime
    channel: Literal["sms", "email", "letter", "webhook"]
    attempts: int
    fault: Fault
    useful_until: datetime | None = None
    unwanted: bool = False


@dataclass(frozen=True)
class Retry:
    """The verb for the message's state, and the moment of the next attempt, None where there is none."""

    verb: Literal["fail", "give-up", "cancel"]
    next_at: datetime | None = None


_REASONS = {
    "unwanted": mark("It was withdrawn while it was on its way."),
    "permanent": mark("The address or the message was refused, so another attempt would end the same way."),
    "attempts-used": mark("It was tried {attempts} times, which is all."),
    "too-late": mark("The next attempt would come after it is of use."),
    "again": mark("It failed for now and is tried again after {minutes} minutes."),
}
_LATER = mark("Text messages wait for the hours in which people get them.")


def decide_retry(case: FailedMessage, *, policy: SendingPolicy) -> Decision[Retry]:
    """What becomes of the message."""
    if case.unwanted:
        return _decision(Retry("cancel"), "unwanted", policy)
    if case.fault == "permanent":
        return _decision(Retry("give-up"), "permanent", policy)
    if case.attempts > len(policy.waits):
        return _decision(Retry("give-up"), "attempts-used", policy, attempts=case.attempts)
    wait = policy.waits[max(case.attempts, 1) - 1]
    soonest = case.at + wait
    next_at = policy.earliest(soonest, case.channel)
    if case.useful_until is not None and next_at >= case.useful_until:
        return _decision(Retry("cancel"), "too-late", policy)
    steps = () if next_at == soonest else (Step("hours", Words(_LATER), next_at),)
    uses = (policy.retries,) if next_at == soonest else (policy.retries, policy.hours)
    return _decision(
        Retry("fail", next_at), "again", policy, steps=steps, uses=uses, minutes=int(wait.total_seconds() // 60)
    )


def _decision(
    value: Retry,
    code: str,
    policy: SendingPolicy,
    *,
    steps: tuple[Step, ...] = (),
    uses: tuple[PolicyUse, ...] | None = None,
    **values: object,
) -> Decision[Retry]:
    words = Words(_REASONS[code], values)
    step = Step(code, words, value.next_at, True)
    return Decision(NAME, RULE_SET, value, Reason(code, words), (*steps, step), uses or (policy.retries,))


def _decide(case: FailedMessage) -> Decision[Retry]:
    at = case.at if case.at.tzinfo else case.at.replace(tzinfo=HERE)
    if at is not case.at:
        case = FailedMessage(case.on, at, case.channel, case.attempts, case.fault, case.useful_until, case.unwanted)
    return decide_retry(case, policy=sending_policies().on(case.on))


RULE = Rule(
    name=NAME,
    rule_set=RULE_SET,
    title=mark("Message that could not be sent"),
    case=FailedMessage,
    value=Retry,
    decide=_decide,
    parameters=("sending",),
    source="Local rule; GOV.UK Notify API documentation, error codes",
    default=True,
)
