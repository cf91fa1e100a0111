"""Handing messages over: taken one by one, each attempt noted before it is made and after it has ended.

A message is ``sending`` while it is out of our hands. If the worker dies then, nobody knows whether it was taken; after
a while the adapter is asked for it by its reference before anything is tried again, so that nobody gets it twice.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from throughcare.accounts.acting import acting_by_itself
from throughcare.audit.commands import record
from throughcare.kernel.events import announcer
from throughcare.outbox.adapters import Adapter, NotHandedOver, Parcel, adapter_for
from throughcare.outbox.events import MessageGivenUp, MessageSent
from throughcare.outbox.models import Message
from throughcare.outbox.rules.message_states import MESSAGE, TO_SEND
from throughcare.outbox.rules.retry import FailedMessage, decide_retry
from throughcare.outbox.rules.sending_policy import SendingPolicy, sending_policies

log = logging.getLogger(__name__)
Find = Callable[[str], Adapter]
WHY = "send messages"
MOST = 500

_TOO_LATE = """
UPDATE outbox_message SET state = 'cancelled', unwanted = 'too-late', ended_at = %s
WHERE state = ANY(%s) AND useful_until <= %s
"""
_FORGET = """
UPDATE outbox_message SET "to" = '', subject = '', body = '', detail = '{}', forgotten_at = %s
WHERE ended_at < %s AND forgotten_at IS NULL AND state <> 'given-up'
"""


def send_due(*, clock: Callable[[], datetime], adapters: Find = adapter_for, most: int = MOST) -> Counter[str]:
    """Send what is due, at most so many; counts how the attempts ended. Must run as the role ``jobs``.

    ``clock`` is asked before and after each attempt, since sending takes time. Several workers may do this at once.
    """
    ended: Counter[str] = Counter()
    with acting_by_itself(why=WHY), connection.cursor() as cursor:
        at = clock()
        cursor.execute(_TOO_LATE, [at, list(TO_SEND), at])
        ended["cancelled"] += cursor.rowcount
    for _ in range(most):
        message = _take(clock())
        if message is None:
            break
        ended[_hand_over(message, clock, adapters)] += 1
    return +ended


def settle_doubts(*, clock: Callable[[], datetime], adapters: Find = adapter_for) -> Counter[str]:
    """Find out about messages whose sending was interrupted: taken, or to be tried again; counts how they ended."""
    ended: Counter[str] = Counter()
    for pk in _in_doubt(clock()):
        with acting_by_itself(why=WHY):
            message = Message.objects.select_for_update(skip_locked=True).filter(pk=pk, state="sending").first()
            if message is None:
                continue
            ended[_settle(message, clock(), adapters)] += 1
    return +ended


def forget_texts(*, at: datetime) -> int:
    """Blank words and addresses of messages that ended long enough ago; returns how many."""
    policy = _policy(at)
    with acting_by_itself(why="forget messages"), connection.cursor() as cursor:
        cursor.execute(_FORGET, [at, at - policy.text_kept])
        count = int(cursor.rowcount)
        if count:
            record(action="outbox.forget_texts", by=None, at=at, messages=count)
    return count


def _take(at: datetime) -> Message | None:
    """The message that has been due longest, noted as being sent: nobody else takes it."""
    with acting_by_itself(why=WHY):
        due = Message.objects.filter(state__in=TO_SEND, next_at__lte=at).order_by("next_at", "id")
        message = due.select_for_update(skip_locked=True).first()
        if message is None:
            return None
        message.state = MESSAGE.next(message.state, "take")
        message.attempts += 1
        message.taken_at = at
        message.save(update_fields=["state", "attempts", "taken_at"])
        return message


def _hand_over(message: Message, clock: Callable[[], datetime], adapters: Find) -> str:
    """Outside any transaction: the attempt. Then how it ended, in one."""
    try:
        receipt, fault = _send_once(adapters(message.channel), message), None
    except NotHandedOver as error:
        receipt, fault = "", error
    except Exception as error:  # A fault of the adapter's own must not keep other messages from going out.
        log.error("message %s: the adapter for %s raised %s", message.pk, message.channel, type(error).__name__)
        receipt, fault = "", NotHandedOver(f"adapter-{type(error).__name__}")
    at = clock()
    with acting_by_itself(why=WHY):
        message = Message.objects.select_for_update().get(pk=message.pk)
        if message.state != "sending":  # Another worker took it for interrupted and settled it.
            return message.state
        return _accept(message, receipt, at) if fault is None else _fail(message, fault, at)


def _send_once(adapter: Adapter, message: Message) -> str:
    """The receipt. An attempt that failed may have arrived all the same, so a later one first asks whether it did."""
    parcel = parcel_of(message)
    found = adapter.find(parcel) if message.attempts > 1 else None
    return adapter.send(parcel) if found is None else found


def _settle(message: Message, at: datetime, adapters: Find) -> str:
    try:
        receipt = adapters(message.channel).find(parcel_of(message))
    except NotHandedOver as error:
        # Still in doubt: asked again later, and tried again by nobody.
        message.taken_at = at
        message.fault = error.code
        message.save(update_fields=["taken_at", "fault"])
        return "in-doubt"
    if receipt is not None:
        return _accept(message, receipt, at)
    return _fail(message, NotHandedOver("interrupted"), at)


def _in_doubt(at: datetime) -> list[int]:
    with acting_by_itself(why=WHY), transaction.atomic():
        since = at - _policy(at).in_doubt_after
        return list(Message.objects.filter(state="sending", taken_at__lte=since).values_list("pk", flat=True))


def _accept(message: Message, receipt: str, at: datetime) -> str:
    message.state = MESSAGE.next(message.state, "accept")
    message.receipt, message.ended_at, message.fault = receipt[:100], at, ""
    message.save(update_fields=["state", "receipt", "ended_at", "fault"])
    _note("outbox.sent", message, at)
    announcer.announce(MessageSent(message.pk, message.channel, message.template, message.person, message.about))
    return message.state


def _fail(message: Message, fault: NotHandedOver, at: datetime) -> str:
    case = FailedMessage(
        on=timezone.localtime(at).date(),
        at=at,
        channel=message.channel,  # type: ignore[arg-type]
        attempts=message.attempts,
        fault=fault.fault,
        useful_until=message.useful_until,
        unwanted=bool(message.unwanted),
    )
    retry = decide_retry(case, policy=_policy(at)).value
    message.state, message.fault = MESSAGE.next(message.state, retry.verb), fault.code
    if retry.next_at is not None:
        message.next_at = retry.next_at
    else:
        message.ended_at = at
        message.unwanted = message.unwanted or ("too-late" if retry.verb == "cancel" else "")
    message.save(update_fields=["state", "fault", "next_at", "ended_at", "unwanted"])
    if message.state == "given-up":
        _note("outbox.gave_up", message, at, fault=fault.code, attempts=message.attempts)
        announcer.announce(
            MessageGivenUp(message.pk, message.channel, message.template, message.person, message.about, fault.code)
        )
    return message.state


def parcel_of(message: Message) -> Parcel:
    """The message as an adapter sees it."""
    return Parcel(
        str(message.reference),
        message.channel,
        message.template,
        message.language,
        message.to,
        message.subject,
        message.body,
        message.detail,
    )


def _note(action: str, message: Message, at: datetime, **more: object) -> None:
    record(
        action=action,
        by=None,
        at=at,
        subject=str(message.reference),
        person=message.person,
        channel=message.channel,
        template=message.template,
        about=message.about,
        **more,
    )


def _policy(at: datetime) -> SendingPolicy:
    day: date = timezone.localtime(at).date()
    return sending_policies().on(day)
