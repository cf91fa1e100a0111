"""Suppliers that agreed to be found as partners, and what they ask each other."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.competition import Competition
from throughcare.commissioning.models.market import Market
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL


class PartnerOffer(models.Model):
    """A supplier agreed to be found by other suppliers, with a few words of its own; taken away when it says so."""

    supplier = models.OneToOneField(Supplier, primary_key=True, on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=500)
    agreed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    agreed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="partner_offer_says_something")]


class PartnerRequest(models.Model):
    """One supplier asks another to be its partner, about a competition, a panel, or neither; the other answers once.

    Who asked and who answered are told to the other side with a yes, and not before.
    """

    asker = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    asked = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    competition = models.ForeignKey(
        Competition, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    market = models.ForeignKey(
        Market, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    words = models.CharField(max_length=1000)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=3, blank=True)
    answer_words = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(asker=F("asked")) & ~Q(words=""), name="partner_request_to_another_with_words"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True, answer_words="")
                | Q(answer__in=("yes", "no"), answered_by__isnull=False, answered_at__isnull=False),
                name="partner_request_answered_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["asker", "asked"], condition=Q(answer=""), name="one_open_request_between_two"
            ),
        ]
