"""A mini-competition under a market: its lots, what is weighed and asked, and who is invited."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.market import REFERENCE, Market, MarketCategory
from throughcare.commissioning.rules.packs import PACKS
from throughcare.commissioning.rules.price_formulas import FORMULAS
from throughcare.commissioning.rules.states import COMPETITION
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL
CRITERION_KINDS = ("quality", "price", "social-value")
UNPUBLISHED = ("draft", "approved")


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Competition(models.Model):
    """A competition among the members of a market. Amounts are in pence, over the whole term, without VAT.

    ``closes_at`` is the last second in which a bid is taken. ``draw`` is made when it is published, and settles ties.
    ``market_share_cap`` is in hundredths of a per cent. ``round_of`` is the competition of which it is the next round.
    """

    market = models.ForeignKey(Market, on_delete=models.PROTECT, related_name="competitions")
    reference = models.CharField(max_length=40, unique=True)
    ocid = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    specification = models.TextField(blank=True)
    pack = models.CharField(max_length=40)
    opened_on = models.DateField(help_text="The day that selects the figures of the pack.")
    state = models.CharField(max_length=20, default=COMPETITION.start)
    starts_on = models.DateField(null=True, blank=True, help_text="First day of the contracts.")
    term_months = models.PositiveSmallIntegerField(default=24)
    extension_months = models.PositiveSmallIntegerField(default=0)
    formula = models.CharField(max_length=24, default="relative-to-lowest")
    benchmark_pence = models.BigIntegerField(null=True, blank=True)
    lot_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    market_share_cap = models.PositiveIntegerField(null=True, blank=True)
    conditional_bids = models.BooleanField(default=False)
    suppliers_per_need = models.PositiveSmallIntegerField(null=True, blank=True)
    questions_override = models.TextField(blank=True, help_text="Why the questions go out beyond their budget.")
    underfunding_director = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    underfunding_reason = models.TextField(blank=True, help_text="Published, where a lot is below its full cost.")
    partners_per_bid = models.PositiveSmallIntegerField(default=0, help_text="Partners that a bid is expected to have.")
    closes_wanted = models.DateTimeField(null=True, blank=True, help_text="The closing that its author proposes.")
    closing_reason = models.TextField(blank=True, help_text="Why it closes at a time that is usually kept free.")
    agreed_by_all = models.BooleanField(default=False, help_text="Everybody invited agreed to a shorter period.")
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    offered_at = models.DateTimeField(null=True, blank=True, help_text="When it was put to a director.")
    sent_back_why = models.TextField(blank=True, help_text="Why a director sent it back, until it is offered again.")
    approved_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    questions_until = models.DateField(null=True, blank=True)
    answers_by = models.DateField(null=True, blank=True)
    draw = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Concluded, withdrawn, cancelled or not awarded.")
    ended_why = models.TextField(blank=True)
    round_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="rounds")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=REFERENCE) & ~Q(title="") & ~Q(ocid=""), name="competition_is_named"
            ),
            models.CheckConstraint(condition=Q(pack__in=PACKS), name="competition_pack_is_known"),
            models.CheckConstraint(condition=Q(state__in=list(COMPETITION.table)), name="competition_state_is_known"),
            models.CheckConstraint(condition=Q(formula__in=FORMULAS), name="competition_formula_is_known"),
            models.CheckConstraint(
                condition=Q(term_months__gte=12, term_months__lte=48), name="term_of_one_to_four_years"
            ),
            models.CheckConstraint(
                condition=Q(benchmark_pence__isnull=True) | Q(benchmark_pence__gt=0), name="benchmark_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(market_share_cap__isnull=True) | Q(market_share_cap__lte=10_000), name="cap_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | (Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("made_by"))),
                name="competition_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, state__in=(*UNPUBLISHED, "withdrawn"))
                | (
                    Q(published_at__isnull=False, approved_at__isnull=False, closes_at__gt=F("published_at"))
                    & ~Q(state__in=UNPUBLISHED)
                    & ~Q(draw="")
                ),
                name="competition_published_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "closes_at"], name="competition_by_stage")]

    def __str__(self) -> str:
        return self.title


class CompetitionLot(models.Model):
    """A part of a competition that has a winner of its own, in one category of the market.

    ``value_pence`` is over the whole term, ``mobilisation_pence`` the part of it for starting up. ``annual_volume`` is in
    cases. ``ceiling_pence`` is the most that may be asked, where that is published.
    """

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="lots")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    category = models.ForeignKey(MarketCategory, on_delete=models.PROTECT, related_name="+")
    value_pence = models.BigIntegerField()
    mobilisation_pence = models.BigIntegerField(default=0)
    annual_volume = models.PositiveIntegerField()
    ceiling_pence = models.BigIntegerField(null=True, blank=True)
    again_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="again",
        help_text="The lot of the round before that ended without an award; a trigger sees to it that it did.",
    )  # fmt: skip

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="competition_lot_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(title=""), name="competition_lot_is_named"),
            models.CheckConstraint(
                condition=Q(value_pence__gt=0, mobilisation_pence__gte=0, mobilisation_pence__lt=F("value_pence")),
                name="lot_value_above_mobilisation",
            ),
            models.CheckConstraint(
                condition=Q(ceiling_pence__isnull=True) | Q(ceiling_pence__gt=0), name="lot_ceiling_above_nothing"
            ),
        ]

    @property
    def key(self) -> str:
        """How releases, bids and awards name it."""
        return f"lot-{self.number}"


class LotFunding(models.Model):
    """What the service of a lot costs, which the rule ``underfunding`` compares with its value. Money is in pence.

    ``actual_volume`` is the cases of the last twelve months. Published with the competition.
    """

    lot = models.OneToOneField(CompetitionLot, on_delete=models.CASCADE, related_name="funding")
    hours_per_case = models.DecimalField(max_digits=8, decimal_places=2)
    productive_hours = models.DecimalField(max_digits=8, decimal_places=2, help_text="Of a worker, a year.")
    cost_per_worker_pence = models.BigIntegerField()
    fixed_cost_pence = models.BigIntegerField(default=0)
    overhead_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    inflation_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    uplift_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    paid_per_case = models.BooleanField(default=False)
    last_value_per_case_pence = models.BigIntegerField(null=True, blank=True)
    actual_volume = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    hours_per_case__gte=0, productive_hours__gt=0, cost_per_worker_pence__gte=0, fixed_cost_pence__gte=0
                ),
                name="funding_figures_not_below_nothing",
            ),
            models.CheckConstraint(
                condition=Q(overhead_percent__gte=0, inflation_percent__gte=0, uplift_percent__gte=0),
                name="funding_shares_not_below_nothing",
            ),
        ]


class CompetitionCriterion(models.Model):
    """What is weighed, with its weight in per cent of the whole."""

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="criteria")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    weight = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "code"], name="competition_criterion_once"),
            models.CheckConstraint(condition=Q(kind__in=CRITERION_KINDS), name="criterion_kind_is_known"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="criterion_weight_is_a_share"),
        ]


class CompetitionQuestion(models.Model):
    """A question that a bid answers, under a criterion of quality or social value; ``words`` is the most it may hold."""

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="questions")
    criterion = models.ForeignKey(CompetitionCriterion, on_delete=models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    text = models.TextField()
    good_answer = models.TextField(blank=True, help_text="What a good answer holds.")
    words = models.PositiveSmallIntegerField(default=0)
    serves = models.CharField(max_length=200, blank=True, help_text="The need or outcome that it serves.")
    repeats = models.CharField(max_length=40, blank=True, help_text="The condition of admission that it asks again.")
    asks_for = models.CharField(max_length=12, default="answer")
    amount_pence = models.BigIntegerField(null=True, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum_score = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "code"], name="competition_question_once"),
            models.CheckConstraint(condition=~Q(text="") & Q(code__regex=REFERENCE), name="question_is_named"),
            models.CheckConstraint(
                condition=Q(minimum_score__isnull=True) | Q(minimum_score__gte=0, minimum_score__lte=5),
                name="question_minimum_on_the_scale",
            ),
        ]


class CompetitionInvitation(models.Model):
    """Somebody who may bid: worked out when the competition is published, never written by hand."""

    competition = models.ForeignKey(Competition, on_delete=models.CASCADE, related_name="invitations")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    joined_late = models.BooleanField(default=False, help_text="Admitted after the competition was published.")
    lots = models.ManyToManyField(CompetitionLot, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["competition", "supplier"], name="invited_once")]
