"""The partners of a bid, each of whom signs what is submitted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.bid import SHA256, Bid, random_key
from throughcare.commissioning.models.competition import Competition
from throughcare.organisations.models import Supplier


class BidPartner(models.Model):
    """An organisation that the draft of a bid names beside the one that leads; it is taken away with the name.

    Competition and lead are the bid's, written here because a partner sees no row of the bid itself.
    """

    id = random_key()
    bid = models.ForeignKey(Bid, on_delete=models.CASCADE, related_name="partners")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="+", db_index=False)
    lead = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+", db_index=False)
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "supplier"], name="bid_partner_once"),
            models.CheckConstraint(condition=~Q(supplier=F("lead")), name="bid_partner_is_not_the_lead"),
        ]


class BidSignature(models.Model):
    """A partner signed what the draft said: ``mark`` tells one content from another, and nobody without the code what it is.

    Rows are added and never changed: what changes after a signature has another mark, and is signed anew.
    """

    id = random_key()
    bid = models.ForeignKey(Bid, on_delete=models.PROTECT, related_name="signatures")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+", db_index=False)
    mark = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "supplier", "mark"], name="bid_signed_once"),
            models.CheckConstraint(condition=Q(mark__regex=SHA256), name="bid_signature_has_a_mark"),
        ]
