"""What happens under a contract: invoices and their payment, changes, measurements, reviews, notices and its end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.contract import Contract, ContractIndicator
from throughcare.commissioning.rules.contract_lists import CHANGE_KIND, ENDING, RATING
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL


class ContractInvoice(models.Model):
    """An invoice of the supplier, and its payment. ``due_on`` is the last day for paying it.

    It waits, or is returned with a reason because it is not valid, or is paid whole. ``number`` is the supplier's
    own; it stands once among those that were not returned. One person checks it and another one pays it. The database
    refuses anything else, and a payment with which the contract would cost more than its value.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="invoices")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=60)
    what = models.CharField(max_length=300, help_text="What it is for.")
    dated_on = models.DateField()
    received_on = models.DateField()
    due_on = models.DateField()
    net_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField(default=0)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    returned_on = models.DateField(null=True, blank=True)
    returned_why = models.TextField(blank=True)
    paid_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "number"], condition=Q(returned_on__isnull=True), name="invoice_number_once"
            ),
            models.CheckConstraint(
                condition=Q(net_pence__gt=0, vat_pence__gte=0, vat_pence__lte=F("net_pence"))
                & ~Q(number="")
                & ~Q(what=""),
                name="invoice_of_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(received_on__gte=F("dated_on"), due_on__gte=F("received_on")), name="invoice_days_in_order"
            ),
            models.CheckConstraint(
                condition=(
                    Q(settled_by__isnull=True, settled_at__isnull=True)
                    & Q(paid_on__isnull=True, returned_on__isnull=True, returned_why="")
                )
                | (
                    Q(settled_by__isnull=False, settled_at__isnull=False)
                    & (
                        Q(paid_on__gte=F("received_on"), returned_on__isnull=True, returned_why="")
                        | (Q(paid_on__isnull=True, returned_on__gte=F("received_on")) & ~Q(returned_why=""))
                    )
                ),
                name="invoice_waits_or_is_settled",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="invoice_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(paid_on__isnull=True) | (Q(checked_by__isnull=False) & ~Q(checked_by=F("settled_by"))),
                name="invoice_paid_by_somebody_else",
            ),
        ]
        indexes = [models.Index(fields=["paid_on"], name="invoice_by_payment")]

    @property
    def gross_pence(self) -> int:
        """What is paid: with VAT."""
        return self.net_pence + self.vat_pence

    @property
    def key(self) -> str:
        """How releases name its payment."""
        return f"payment-{self.pk}"


class ContractChange(models.Model):
    """A change after signing: by a ground of the law, or by the option to extend. What was before is kept beside what
    came after.

    ``all_percent`` is what all changes together came to of the first value, as the rule answered.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="changes")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    ground = models.CharField(max_length=40, blank=True)
    what = models.TextField(help_text="Published.")
    why = models.TextField(help_text="Published.")
    material = models.BooleanField(default=False)
    value_before_pence = models.BigIntegerField()
    value_after_pence = models.BigIntegerField()
    ended_before_on = models.DateField(help_text="The last day before it.")
    ends_after_on = models.DateField(help_text="The last day after it.")
    months = models.PositiveSmallIntegerField(default=0)
    all_percent = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="contract_change_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[entry.code for entry in CHANGE_KIND]) & ~Q(what="") & ~Q(why=""),
                name="contract_change_says_why",
            ),
            models.CheckConstraint(
                condition=Q(ends_after_on__gte=F("ended_before_on"))
                & (Q(months=0, ends_after_on=F("ended_before_on")) | Q(months__gt=0)),
                name="contract_change_never_shortens",
            ),
            models.CheckConstraint(
                condition=Q(value_before_pence__gt=0, value_after_pence__gt=0), name="contract_change_keeps_both_values"
            ),
        ]

    @property
    def key(self) -> str:
        """How releases name it."""
        return f"change-{self.number}"

    @property
    def added_pence(self) -> int:
        """What it adds to the value; negative where it takes away."""
        return self.value_after_pence - self.value_before_pence


class ContractMeasurement(models.Model):
    """An indicator over ``[start, until)``: how many of how many."""

    indicator = models.ForeignKey(ContractIndicator, on_delete=models.PROTECT, related_name="measurements")
    start = models.DateField()
    until = models.DateField()
    numerator = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField()
    note = models.TextField(blank=True, help_text="Published.")
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "start"], name="indicator_measured_once"),
            models.CheckConstraint(condition=Q(until__gt=F("start")), name="measured_over_a_time"),
            models.CheckConstraint(
                condition=Q(denominator__gt=0, numerator__lte=F("denominator")), name="measured_some_of_all"
            ),
        ]

    @property
    def percent(self) -> str:
        """The share, with two decimals."""
        return f"{100 * self.numerator / self.denominator:.2f}"


class ContractReview(models.Model):
    """A review of performance, at least once in twelve months, with what was found."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    start = models.DateField(help_text="First day that was looked at.")
    findings = models.TextField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["held_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "held_on"], name="contract_reviewed_once_a_day"),
            models.CheckConstraint(
                condition=Q(held_on__gte=F("start")) & ~Q(findings=""), name="review_found_something"
            ),
        ]


class ContractRating(models.Model):
    """How an indicator was rated at a review."""

    review = models.ForeignKey(ContractReview, on_delete=models.CASCADE, related_name="ratings")
    indicator = models.ForeignKey(ContractIndicator, on_delete=models.PROTECT, related_name="ratings")
    rating = models.CharField(max_length=24)

    class Meta:
        ordering = ["indicator__place"]
        constraints = [
            models.UniqueConstraint(fields=["review", "indicator"], name="indicator_rated_once"),
            models.CheckConstraint(condition=Q(rating__in=[entry.code for entry in RATING]), name="rating_is_known"),
        ]


class ContractNotice(models.Model):
    """A notice about the contract that was published elsewhere, such as a copy of it; ``name`` is of its pack."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="notices")
    name = models.CharField(max_length=40)
    published_on = models.DateField()
    where = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["published_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "name", "published_on"], name="contract_notice_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(where=""), name="contract_notice_is_somewhere"),
        ]


class ContractEnding(models.Model):
    """How a contract is to end, at its term or terminated before, and with what plan for the people who use it.

    ``ends_on`` is its last day. ``notice_due`` is the last day for the published notice.
    """

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="ending")
    how = models.CharField(max_length=12)
    ground = models.CharField(max_length=24, blank=True)
    ground_words = models.TextField(blank=True, help_text="Published.")
    notice_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField()
    exit_plan = models.TextField()
    people_open = models.PositiveIntegerField(default=0, help_text="People with an open referral under the contract.")
    people_moved_by = models.DateField(null=True, blank=True)
    transfer_plan = models.TextField(blank=True, help_text="Where each of them goes, and who tells them.")
    notice_due = models.DateField(null=True, blank=True)
    planned_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    planned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(how__in=[entry.code for entry in ENDING]), name="ending_is_known"),
            models.CheckConstraint(condition=~Q(exit_plan=""), name="ending_has_an_exit_plan"),
            models.CheckConstraint(
                condition=~Q(how="termination") | (~Q(ground="") & ~Q(ground_words="")), name="termination_has_a_ground"
            ),
            models.CheckConstraint(
                condition=Q(people_open=0) | (Q(people_moved_by__lte=F("ends_on")) & ~Q(transfer_plan="")),
                name="nobody_left_without_a_service",
            ),
        ]
