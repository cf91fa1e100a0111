"""Who evaluates the bids of a competition, what they declared about each bidder, and what they gave for each answer."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.competition import Competition, CompetitionQuestion
from throughcare.commissioning.models.opening import OpenedBid
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL
INTERESTS = ("none", "conflict", "wrote-for", "manages")
ENDINGS = ("replaced", "conflict")


class Evaluator(models.Model):
    """Somebody appointed to score the bids of a competition; the chair leads the consensus.

    ``cleared_at`` is when the rule ``evaluator-access`` first let them see the bids, ``locked_at`` when their own scores
    were locked. Somebody who ends for a conflict leaves scores that are kept and count no more.
    """

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="evaluators")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    is_chair = models.BooleanField(default=False)
    appointed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    appointed_at = models.DateTimeField()
    mitigation = models.TextField(blank=True, help_text="What keeps it fair where they stand close to a bidder.")
    mitigated_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cleared_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=8, blank=True)
    ended_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-is_chair", "appointed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition", "user"], condition=Q(ended_at__isnull=True), name="evaluator_once"
            ),
            models.UniqueConstraint(
                fields=["competition"], condition=Q(ended_at__isnull=True, is_chair=True), name="one_chair"
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | Q(cleared_at__isnull=False), name="evaluator_locks_what_they_saw"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="", ended_why="")
                | (Q(ended_at__isnull=False, ending__in=ENDINGS) & ~Q(ended_why="")),
                name="evaluator_ends_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(mitigation="", mitigated_by__isnull=True)
                | (~Q(mitigation="") & Q(mitigated_by__isnull=False) & ~Q(mitigated_by=F("user"))),
                name="mitigated_by_somebody_else",
            ),
        ]

    @property
    def is_set_aside(self) -> bool:
        """Whether the scores they gave are set aside."""
        return self.ending == "conflict"


class EvaluatorInterest(models.Model):
    """What an evaluator declared about one bidder, or what somebody found out later; rows are added and never changed."""

    evaluator = models.ForeignKey(Evaluator, on_delete=models.PROTECT, related_name="interests")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    about = models.TextField(blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["declared_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=INTERESTS), name="interest_kind_is_known"),
            models.CheckConstraint(condition=Q(kind="none") | ~Q(about=""), name="interest_says_what_it_is"),
        ]


class Score(models.Model):
    """What one evaluator gave for one answer. A draft until it is locked; from then on nobody changes it.

    ``score`` is on the scale of the rule ``score-divergence``, in half steps.
    """

    evaluator = models.ForeignKey(Evaluator, on_delete=models.PROTECT, related_name="scores")
    opened = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="scores")
    question = models.ForeignKey(CompetitionQuestion, on_delete=models.PROTECT, related_name="+")
    score = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    reasons = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["evaluator", "opened", "question"], name="score_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=5), name="score_on_the_scale"
            ),
            models.CheckConstraint(
                condition=Q(locked_at__isnull=True) | (Q(score__isnull=False) & ~Q(reasons="")),
                name="locked_score_has_its_reasons",
            ),
        ]


class Consensus(models.Model):
    """What the evaluators agreed on for one answer: no average, but a score with its reasons, written by the chair.

    ``discussion`` is what was said where their scores lay apart; the rule ``score-divergence`` says where it must be there.
    """

    opened = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="consensus")
    question = models.ForeignKey(CompetitionQuestion, on_delete=models.PROTECT, related_name="+")
    discussion = models.TextField(blank=True)
    score = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    reasons = models.TextField(blank=True)
    saved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    saved_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["opened", "question"], name="consensus_once"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=5), name="consensus_on_the_scale"
            ),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True) | (Q(score__isnull=False) & ~Q(reasons="")),
                name="consensus_has_its_reasons",
            ),
        ]


class Moderation(models.Model):
    """A commissioner who scored nothing has looked over what was agreed; from then on it stays."""

    competition = models.OneToOneField(Competition, primary_key=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    note = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(note=""), name="moderation_has_a_note")]


class BidRejection(models.Model):
    """A bid, or its price for one lot, that is out of the evaluation; ``lot`` is empty where it is out altogether."""

    opened = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="rejections")
    lot = models.ForeignKey(
        "commissioning.CompetitionLot", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ground = models.CharField(max_length=16)
    reason = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["opened", "lot"], name="rejected_once", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(ground__in=("below-minimum", "cannot-be-read", "inadmissible", "abnormally-low"))
                & ~Q(reason=""),
                name="rejected_on_a_ground",
            ),
        ]


class PriceInquiry(models.Model):
    """A bidder is asked about a price that is abnormally low: what was asked, answered, and found.

    ``verdict`` is empty until somebody has judged the answer. A price is not rejected before that.
    """

    opened = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="inquiries")
    lot = models.ForeignKey("commissioning.CompetitionLot", on_delete=models.PROTECT, related_name="+")
    asked = models.TextField()
    asked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=16, blank=True)
    verdict_why = models.TextField(blank=True)
    judged_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["opened", "lot"], name="price_asked_about_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | (Q(answered_at__gte=F("asked_at")) & ~Q(answer="")),
                name="price_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(verdict="", judged_at__isnull=True, judged_by__isnull=True)
                | (
                    Q(verdict__in=("satisfactory", "unsatisfactory"), answered_at__isnull=False)
                    & Q(judged_at__isnull=False, judged_by__isnull=False)
                    & ~Q(verdict_why="")
                ),
                name="price_judged_after_the_answer",
            ),
        ]
