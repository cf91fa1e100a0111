"""Who opens bids and with what keys, every attempt to, and the bids once they are open."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughcare.commissioning.models.bid import Bid, random_key
from throughcare.commissioning.models.competition import Competition
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL
ENVELOPES = ("quality", "price")
FAULTS = ("", "cannot-be-opened", "is-not-what-was-received")


class OpeningOfficer(models.Model):
    """Somebody named to open the bids of a competition. ``public_key`` is there once they have enrolled."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="officers")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    named_at = models.DateTimeField()
    public_key = models.BinaryField(null=True, blank=True)
    enrolled_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "user"], condition=Q(removed_at__isnull=True), name="opening_officer_once"
            ),
            models.CheckConstraint(
                condition=Q(public_key__isnull=True, enrolled_at__isnull=True)
                | Q(public_key__isnull=False, enrolled_at__isnull=False),
                name="opening_officer_enrolled_with_a_key",
            ),
        ]


class OfficerSecret(models.Model):
    """An officer's private key under their passphrase, read by that officer alone. The passphrase is kept nowhere."""

    officer = models.OneToOneField(OpeningOfficer, primary_key=True, on_delete=models.CASCADE, related_name="secret")
    salt = models.BinaryField()
    cost = models.PositiveIntegerField()
    sealed = models.BinaryField()


class BidKey(models.Model):
    """The public key of an envelope of a competition, made when it is published. Its private half was forgotten."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="bid_keys")
    envelope = models.CharField(max_length=8)
    public_key = models.BinaryField()
    fingerprint = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-envelope"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "envelope"], name="bid_key_once"),
            models.CheckConstraint(condition=Q(envelope__in=ENVELOPES), name="bid_key_envelope_is_known"),
        ]


class BidKeyShare(models.Model):
    """The private half sealed for one ordered pair: the layer outside to ``first``, the one inside to ``second``."""

    key = models.ForeignKey(BidKey, on_delete=models.PROTECT, related_name="shares")
    first = models.ForeignKey(OpeningOfficer, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(OpeningOfficer, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "first", "second"], name="bid_key_share_once"),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="bid_key_share_of_two_people"),
        ]


class OpeningDeclaration(models.Model):
    """What an officer declared about conflicts with anybody invited, before they open. The latest counts."""

    officer = models.ForeignKey(OpeningOfficer, on_delete=models.PROTECT, related_name="declarations")
    conflict = models.BooleanField()
    about = models.TextField(blank=True, help_text="With whom, where there is one.")
    declared_at = models.DateTimeField()

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(conflict=False) | ~Q(about=""), name="opening_conflict_says_with_whom")
        ]


class OpeningAttempt(models.Model):
    """One attempt to turn a key or to open, allowed or not: ``outcome`` is ``turned``, ``opened`` or why it was refused."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="+")
    envelope = models.CharField(max_length=8)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=24)
    blocks = models.JSONField(default=list)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(envelope__in=ENVELOPES), name="opening_attempt_envelope_is_known")
        ]


class TurnedKey(models.Model):
    """The first officer has turned their key: the layer inside, which only ``share.second`` can open, is kept."""

    share = models.OneToOneField(BidKeyShare, primary_key=True, on_delete=models.PROTECT, related_name="turned")
    sealed = models.BinaryField()
    turned_at = models.DateTimeField()


class OpenedBid(models.Model):
    """A bid that counted at the deadline, once open: ``content`` is ``rules.bid_content.BidContent`` without who bids.

    ``label`` was drawn and says nothing. ``fault`` is set where the envelope did not open or is not what was received.
    """

    id = random_key()
    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="opened_bids")
    number = models.PositiveSmallIntegerField(help_text="Its place in the draw, from 1.")
    version = models.PositiveIntegerField()
    content = models.JSONField(null=True, blank=True)
    fault = models.CharField(max_length=24, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="opened_bid_label_once"),
            models.CheckConstraint(
                condition=Q(fault="", content__isnull=False) | (~Q(fault="") & Q(content__isnull=True)),
                name="opened_bid_has_content_or_a_fault",
            ),
            models.CheckConstraint(condition=Q(fault__in=FAULTS), name="opened_bid_fault_is_known"),
        ]

    @property
    def key(self) -> str:
        """How scores, releases and awards name it."""
        return f"bidder-{self.number}"

    @property
    def label(self) -> str:
        """What evaluators call it."""
        return f"Bidder {self.number}"


class OpenedBidder(models.Model):
    """Who stands behind an opened bid, kept apart from what it says: ``who`` is ``rules.bid_content.BidderDetails``."""

    opened = models.OneToOneField(OpenedBid, primary_key=True, on_delete=models.PROTECT, related_name="bidder")
    bid = models.OneToOneField(Bid, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    who = models.JSONField(null=True, blank=True)


class OpenedFile(models.Model):
    """A file that came with a bid, once open; ``key`` is its name in the content."""

    id = random_key()
    opened = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="files")
    key = models.UUIDField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opened", "key"], name="opened_file_once")]


class OpenedPrice(models.Model):
    """The price envelope of an opened bid, opened after quality: ``content`` is ``rules.bid_content.BidPrices``."""

    opened = models.OneToOneField(OpenedBid, primary_key=True, on_delete=models.PROTECT, related_name="price")
    content = models.JSONField(null=True, blank=True)
    fault = models.CharField(max_length=24, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(fault="", content__isnull=False) | (~Q(fault="") & Q(content__isnull=True)),
                name="opened_price_has_content_or_a_fault",
            ),
            models.CheckConstraint(condition=Q(fault__in=FAULTS), name="opened_price_fault_is_known"),
        ]
