"""A contract under a competition: its parties, its lots, its terms, and who signed it. Amounts are in pence."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.competition import Competition, CompetitionLot
from throughcare.commissioning.models.market import REFERENCE
from throughcare.commissioning.rules.contract_lists import MEASURES, SIDES
from throughcare.commissioning.rules.contract_money import gross_of
from throughcare.commissioning.rules.packs import PACKS
from throughcare.commissioning.rules.states import CONTRACT
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL
UNSIGNED = ("pending", "abandoned")
WHOLE = 10_000
"""A share of everything, in hundredths of a per cent."""


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Contract(models.Model):
    """What a supplier, or a consortium that it leads, is to deliver for lots of a competition.

    ``value_pence`` is without VAT over the whole term, as it stands after all changes; ``first_value_pence`` as it
    was signed. ``vat_percent`` is the rate that applies, 0 where it is exempt. ``ends_on`` is the last day as it
    stands. ``not_before`` is the first day on which it may be signed; the database holds to it. ``award_key`` is how
    releases name the award it rests on.
    """

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="contracts")
    reference = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    lots = models.ManyToManyField(CompetitionLot, through="ContractLot", related_name="+")
    award_key = models.CharField(max_length=100, help_text="The award that it rests on, as releases name it.")
    pack = models.CharField(max_length=40)
    opened_on = models.DateField(help_text="The day that selects the figures of the pack.")
    state = models.CharField(max_length=12, default=CONTRACT.start)
    value_pence = models.BigIntegerField()
    first_value_pence = models.BigIntegerField()
    vat_percent = models.PositiveSmallIntegerField(default=0)
    annual_volume = models.PositiveIntegerField(null=True, blank=True, help_text="Cases a year that are projected.")
    starts_on = models.DateField()
    first_ends_on = models.DateField()
    ends_on = models.DateField()
    extension_months = models.PositiveSmallIntegerField(default=0, help_text="Most months of the option.")
    extended_months = models.PositiveSmallIntegerField(default=0, help_text="Months of the option that were taken.")
    mobilisation_pence = models.BigIntegerField(default=0, help_text="The part of the value for starting up.")
    payment_days = models.PositiveSmallIntegerField(default=30)
    notice_days = models.PositiveSmallIntegerField(default=90, help_text="Days of notice to end it before its term.")
    not_before = models.DateField(null=True, blank=True)
    drafted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    drafted_at = models.DateTimeField()
    signed_on = models.DateField(null=True, blank=True, help_text="The day of the second signature.")
    activated_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="Its last day, once that is over.")
    ended_why = models.TextField(blank=True, help_text="Published where it was terminated or abandoned.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=REFERENCE) & ~Q(title="") & ~Q(award_key=""), name="contract_is_named"
            ),
            models.CheckConstraint(condition=Q(pack__in=PACKS), name="contract_pack_is_known"),
            models.CheckConstraint(condition=Q(state__in=list(CONTRACT.table)), name="contract_state_is_known"),
            models.CheckConstraint(
                condition=Q(value_pence__gt=0, first_value_pence__gt=0, mobilisation_pence__gte=0, vat_percent__lte=100)
                & Q(mobilisation_pence__lte=F("first_value_pence")),
                name="contract_value_above_nothing",
            ),
            models.CheckConstraint(
                condition=Q(first_ends_on__gte=F("starts_on"), ends_on__gte=F("starts_on")),
                name="contract_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(extended_months__lte=F("extension_months")), name="contract_within_its_option"
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(not_before__isnull=True) | Q(signed_on__gte=F("not_before")),
                name="contract_signed_after_standstill",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNSIGNED, activated_on__isnull=True)
                | (
                    ~Q(state__in=UNSIGNED)
                    & Q(signed_on__isnull=False, activated_on__gte=F("signed_on"))
                    & Q(activated_on__gte=F("starts_on"))
                ),
                name="contract_active_once_signed_and_begun",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("ended", "terminated", "abandoned"), ended_on__isnull=False)
                | (~Q(state__in=("ended", "terminated", "abandoned")) & Q(ended_on__isnull=True)),
                name="contract_ended_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_on"], name="contract_by_end")]

    def __str__(self) -> str:
        return self.title

    @property
    def gross_pence(self) -> int:
        """The value with VAT."""
        return gross_of(self.value_pence, self.vat_percent)

    @property
    def key(self) -> str:
        """How releases name it."""
        return f"contract-{self.reference}"


class ContractLot(models.Model):
    """A lot that a contract delivers."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="contract_lots")
    lot = models.ForeignKey(CompetitionLot, on_delete=models.PROTECT, related_name="contract_lots")

    class Meta:
        ordering = ["lot__number"]
        constraints = [models.UniqueConstraint(fields=["contract", "lot"], name="contract_lot_once")]


class ContractMember(models.Model):
    """A member of the consortium, the lead among them, with its share in hundredths of a per cent."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="members")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveIntegerField()

    class Meta:
        ordering = ["-share", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "supplier"], name="contract_member_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lt=WHOLE), name="contract_member_has_a_share"),
        ]


class ContractInstalment(models.Model):
    """A payment that is foreseen, without VAT."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="instalments")
    due_on = models.DateField()
    net_pence = models.BigIntegerField()
    what = models.CharField(max_length=200)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(net_pence__gt=0) & ~Q(what=""), name="instalment_of_an_amount")
        ]


class ContractIndicator(models.Model):
    """An indicator of performance. ``gaming`` says how it could be gamed and what would show that."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="indicators")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    definition = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    numerator = models.CharField(max_length=300, blank=True)
    denominator = models.CharField(max_length=300, blank=True)
    gaming = models.TextField(blank=True)
    measures = models.CharField(max_length=8, default="outcome")
    target_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "place"], name="contract_indicator_once"),
            models.CheckConstraint(
                condition=~Q(name="") & Q(measures__in=[entry.code for entry in MEASURES]), name="indicator_is_named"
            ),
            models.CheckConstraint(
                condition=Q(target_percent__isnull=True) | Q(target_percent__gte=0, target_percent__lte=100),
                name="indicator_target_is_a_share",
            ),
        ]

    @property
    def key(self) -> str:
        """How releases name it."""
        return f"kpi-{self.place}"


class ContractSignature(models.Model):
    """One side's signature. Terms are frozen from the first on; the contract is signed with the second."""

    contract = models.ForeignKey(Contract, on_delete=models.CASCADE, related_name="signatures")
    side = models.CharField(max_length=12)
    signed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    signed_at = models.DateTimeField()
    signed_on = models.DateField(help_text="The day of it in the United Kingdom.")

    class Meta:
        ordering = ["signed_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "side"], name="contract_signed_once_by_each"),
            models.CheckConstraint(
                condition=Q(side__in=[entry.code for entry in SIDES]), name="contract_signed_by_a_side"
            ),
        ]
