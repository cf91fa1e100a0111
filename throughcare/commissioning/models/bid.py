"""Bids as the service holds them: sealed, with the log of what was submitted when. Nothing here can be read before opening.

No number here is counted up: keys are random, so that none of them tells how many bids there are.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.commissioning.models.competition import Competition
from throughcare.commissioning.rules.states import BID
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL
SHA256 = r"^[0-9a-f]{64}$"
REFUSALS = ("late", "not-a-member")


def random_key() -> "models.UUIDField[uuid.UUID, uuid.UUID]":
    """A key that tells nothing of when, or after how many others, a row was made."""
    return models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)


class Bid(models.Model):
    """A supplier's bid in a competition, alone or leading others. What it says is nowhere in it.

    Which version counts is worked out from its events by the rule ``bid-receipt``.
    """

    id = random_key()
    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, default=BID.start)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["competition", "supplier"], name="one_bid_of_a_supplier"),
            models.CheckConstraint(condition=Q(state__in=list(BID.table)), name="bid_state_is_known"),
        ]


class BidDraft(models.Model):
    """What a supplier is writing, encrypted under the bid's code, which only the supplier has."""

    bid = models.OneToOneField(Bid, primary_key=True, on_delete=models.CASCADE, related_name="draft")
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)


class BidDraftFile(models.Model):
    """A file beside a draft, encrypted under the bid's code; its name is in the draft."""

    id = random_key()
    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="draft_files")
    sealed = models.BinaryField()


class BidVersion(models.Model):
    """A version as it was submitted: two envelopes sealed to the competition's keys, and never changed.

    ``sha256`` is that of the envelopes and the sealed files, as ``sealing.receipts`` puts them. ``copy`` is the
    supplier's own reading copy, under the bid's code.
    """

    id = random_key()
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    quality = models.BinaryField()
    price = models.BinaryField()
    copy = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["bid", "number"], name="bid_version_once"),
            models.CheckConstraint(condition=Q(sha256__regex=SHA256) & Q(number__gte=1), name="bid_version_has_a_hash"),
        ]


class BidVersionFile(models.Model):
    """A file of a version, sealed to the competition's key of quality; its name stands in the envelope beside ``key``."""

    id = random_key()
    version = models.ForeignKey(BidVersion, on_delete=models.PROTECT, related_name="files")
    key = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="bid_version_file_once")]


class BidEvent(models.Model):
    """The log of a bid: what came, when, and whether it was accepted. Rows are added and never changed.

    ``at`` is what counts, ``shown_at`` what the server's clock showed: they differ where the clock had gone back.
    ``refusal`` says why something was refused. ``number`` is the version of a submission that was judged by its time.
    """

    id = random_key()
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="events")
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()
    shown_at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    refusal = models.CharField(max_length=12, blank=True)
    seconds_late = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["bid", "place"], name="bid_event_once"),
            models.CheckConstraint(
                condition=Q(kind__in=("submit", "withdraw")) & Q(refusal__in=("", *REFUSALS)), name="bid_event_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="submit", refusal="", sha256__regex=SHA256, number__isnull=False)
                | (Q(sha256="") & (Q(kind="withdraw") | ~Q(refusal=""))),
                name="bid_received_with_a_hash",
            ),
            models.CheckConstraint(
                condition=Q(refusal="late", seconds_late__gte=1) | (~Q(refusal="late") & Q(seconds_late=0)),
                name="bid_refused_for_being_late",
            ),
        ]


class BidClock(models.Model):
    """The latest moment that a competition has seen of submissions and openings: a clock that goes back is not believed."""

    competition = models.OneToOneField(Competition, primary_key=True, on_delete=models.CASCADE, related_name="+")
    reached = models.DateTimeField()
