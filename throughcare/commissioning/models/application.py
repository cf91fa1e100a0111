"""An application to a panel, of one supplier or of several together, and what became of it."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.library import SupplierEvidence
from throughcare.commissioning.models.market import Market, MarketCategory, MarketCondition
from throughcare.commissioning.rules.states import APPLICATION
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL
OPEN = ("draft", "submitted", "information-requested", "under-review")
DECIDED = ("admitted", "declined")
SELF_CLEANING = ("none", "offered", "accepted", "refused")


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class MarketApplication(models.Model):
    """An application of ``supplier``, alone or leading a consortium. The clock runs from ``submitted_at``, and never stops.

    ``scheme`` and ``number`` are the identifier under which it applies.
    """

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="applications")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=24, default=APPLICATION.start)
    scheme = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=60, blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True, help_text="When what partners sign was last changed.")
    submitted_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    extension_reason = models.TextField(blank=True)
    extended_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    extended_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_words = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Withdrawn.")

    class Meta:
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(APPLICATION.table)), name="application_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="application_submitted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DECIDED, decided_at__gte=F("submitted_at"), decided_by__isnull=False)
                | (~Q(state__in=DECIDED) & Q(decided_at__isnull=True, decided_by__isnull=True)),
                name="application_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(extension_reason="", extended_at__isnull=True, extended_by__isnull=True)
                | (~Q(extension_reason="") & Q(extended_at__isnull=False, extended_by__isnull=False)),
                name="application_extended_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["market", "supplier"], condition=Q(state__in=OPEN), name="one_open_application_to_a_panel"
            ),
        ]


class ApplicationCategory(models.Model):
    """A category asked for; ``outcome`` is what was decided about it, ``cures`` what stood in the way."""

    application = models.ForeignKey(MarketApplication, on_delete=models.CASCADE, related_name="categories")
    category = models.ForeignKey(MarketCategory, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, blank=True)
    cures = models.JSONField(default=list, help_text="What was not met, each with its cure.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "category"], name="category_asked_for_once"),
            models.CheckConstraint(condition=Q(outcome__in=["", "admit", "decline"]), name="category_outcome_is_known"),
        ]


class ApplicationPartner(models.Model):
    """A member of the consortium beside the lead; it signs itself."""

    application = models.ForeignKey(MarketApplication, on_delete=models.CASCADE, related_name="partners")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=300, help_text="What it will do.")
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "supplier"], name="partner_once"),
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="partner_signed_by_somebody",
            ),
        ]

    @property
    def signed(self) -> bool:
        """Whether it signed what the application says now: a signature before the last change counts no longer."""
        changed = self.application.changed_at
        return self.signed_at is not None and (changed is None or self.signed_at >= changed)


class ApplicationAnswer(models.Model):
    """The answer to a condition, ``met`` or ``not-met``, and how it was assessed; both empty while nobody has said."""

    application = models.ForeignKey(MarketApplication, on_delete=models.CASCADE, related_name="answers")
    condition = models.ForeignKey(MarketCondition, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, blank=True)
    text = models.TextField(blank=True)
    evidence = models.ForeignKey(SupplierEvidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    assessed = models.CharField(max_length=8, blank=True)
    note = models.TextField(blank=True, help_text="What the assessor says to the applicant.")
    assessed_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    assessed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["condition__place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "condition"], name="condition_answered_once"),
            models.CheckConstraint(
                condition=Q(answer__in=["", "met", "not-met"], assessed__in=["", "met", "not-met"]),
                name="condition_answer_is_known",
            ),
            models.CheckConstraint(
                condition=Q(assessed="", assessed_by__isnull=True, assessed_at__isnull=True)
                | (~Q(assessed="") & Q(assessed_by__isnull=False, assessed_at__isnull=False)),
                name="condition_assessed_by_somebody",
            ),
        ]


class ApplicationGround(models.Model):
    """A ground of exclusion, declared or found, and what a person decided about what was done since."""

    application = models.ForeignKey(MarketApplication, on_delete=models.CASCADE, related_name="grounds")
    ground = models.CharField(max_length=60)
    event_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True, help_text="What the applicant has done so that it does not happen again.")
    found = models.BooleanField(default=False, help_text="By a commissioner; else declared.")
    self_cleaning = models.CharField(max_length=8, default="none")
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reasons = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "ground"], name="ground_once"),
            models.CheckConstraint(condition=Q(self_cleaning__in=SELF_CLEANING), name="self_cleaning_is_known"),
            models.CheckConstraint(
                condition=Q(self_cleaning__in=["none", "offered"], decided_by__isnull=True)
                | (Q(self_cleaning__in=["accepted", "refused"], decided_by__isnull=False) & ~Q(reasons="")),
                name="self_cleaning_decided_for_reasons",
            ),
        ]


class ApplicationQuestion(models.Model):
    """Something that a commissioner asked about an application, and the answer."""

    application = models.ForeignKey(MarketApplication, on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    text = models.TextField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_asks_something"),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="question_answered_by_somebody",
            ),
        ]
