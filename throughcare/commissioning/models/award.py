"""The award of a competition: what was proposed, who recommended and who approved it, who won, and what follows."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.competition import Competition, CompetitionLot
from throughcare.commissioning.models.opening import OpenedBid
from throughcare.organisations.models import Supplier

USER = settings.AUTH_USER_MODEL


class AwardProposal(models.Model):
    """A proposal by the planner, kept whole and never changed: the round it was asked, the award, and why.

    ``round`` is ``rules.award_problem.AwardRound``, ``award`` its ``Award`` and ``reasons`` the ``AwardExplanation``.
    """

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="proposals")
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    round = models.JSONField()
    award = models.JSONField()
    reasons = models.JSONField()
    is_proven = models.BooleanField()

    class Meta:
        ordering = ["-made_at", "-pk"]


class AwardDecision(models.Model):
    """A proposal that a commissioner recommends, until a director approves it or sends it back.

    ``published_at`` begins the standstill. ``undone_at`` where it was taken back after that.
    """

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="decisions")
    proposal = models.OneToOneField(AwardProposal, on_delete=models.PROTECT, related_name="decision")
    recommended_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    recommended_at = models.DateTimeField()
    words = models.TextField(help_text="Why, in words that are published.")
    approved_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_why = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    register = models.JSONField(
        default=dict, help_text="The register of interests in summary, when it was published: how many of each kind."
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_why = models.TextField(blank=True)

    class Meta:
        ordering = ["-recommended_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["competition"],
                condition=Q(sent_back_at__isnull=True, undone_at__isnull=True),
                name="one_standing_award_decision",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="award_recommended_in_words"),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | (Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("recommended_by"))),
                name="award_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True)
                | Q(approved_at__isnull=False, published_at__gte=F("approved_at")),
                name="award_published_once_approved",
            ),
            models.CheckConstraint(
                condition=Q(sent_back_at__isnull=True) | (Q(published_at__isnull=True) & ~Q(sent_back_why="")),
                name="award_sent_back_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_why="")
                | (Q(undone_at__isnull=False, published_at__isnull=False) & ~Q(undone_why="")),
                name="award_taken_back_with_a_reason",
            ),
        ]


class Award(models.Model):
    """What one bid won: a lot, or a package of lots. Money is in pence over the whole term, without VAT.

    ``score`` is in hundredths of a point, for a package that of its first lot. ``reasons`` are those of its lots, each an
    ``award_explanation.LotReason`` of the rules.
    """

    decision = models.ForeignKey(AwardDecision, on_delete=models.PROTECT, related_name="awards")
    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="awards")
    number = models.PositiveSmallIntegerField()
    opened = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="+")
    offer = models.CharField(max_length=60)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    value_pence = models.BigIntegerField()
    score = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    lots = models.ManyToManyField(CompetitionLot, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="award_number_once"),
            models.CheckConstraint(condition=Q(value_pence__gte=0, score__lte=10_000), name="award_figures"),
        ]

    @property
    def key(self) -> str:
        """How releases and contracts name it."""
        return f"award-{self.decision_id}-{self.number}"


class AwardShare(models.Model):
    """A member of the consortium that won, with its share in hundredths of a per cent."""

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="shares")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    share = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["award", "supplier"], name="award_share_once"),
            models.CheckConstraint(condition=Q(share__gte=1, share__lte=10_000), name="award_share_is_a_share"),
        ]


class NoAward(models.Model):
    """A lot that ends without an award: the ground, the reason in words that are published, and what follows."""

    lot = models.OneToOneField(CompetitionLot, primary_key=True, on_delete=models.PROTECT, related_name="no_award")
    ground = models.CharField(max_length=16)
    words = models.TextField()
    follow_up = models.CharField(max_length=16)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(ground="") & ~Q(words="") & ~Q(follow_up=""), name="no_award_says_why_and_what_follows"
            )
        ]

    @property
    def key(self) -> str:
        """How releases name it."""
        return f"no-award-{self.lot_id}"


class AwardChallenge(models.Model):
    """A challenge to an award; nothing is concluded while one is open."""

    decision = models.ForeignKey(AwardDecision, on_delete=models.PROTECT, related_name="challenges")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField()
    about = models.TextField()
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outcome = models.TextField(blank=True)

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(about=""), name="challenge_says_what_about"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, outcome="")
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(outcome="")),
                name="challenge_settled_in_words",
            ),
        ]


class FeedbackLetter(models.Model):
    """What a bidder is told: ``content`` is ``rules.feedback.Feedback``, written from the scores when the award goes out.

    Where the whole competition ends without an award there is no decision: ``ended`` is that competition then.
    """

    decision = models.ForeignKey(AwardDecision, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    ended = models.ForeignKey(Competition, null=True, blank=True, on_delete=models.PROTECT, related_name="last_letters")
    opened = models.ForeignKey(OpenedBid, on_delete=models.PROTECT, related_name="+")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "opened"], name="feedback_once"),
            models.UniqueConstraint(fields=["ended", "opened"], name="feedback_once_without_an_award"),
            models.CheckConstraint(
                condition=Q(decision__isnull=True, ended__isnull=False) | Q(decision__isnull=False, ended__isnull=True),
                name="feedback_on_one_outcome",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True)
                | Q(sent_at__gte=F("made_at"), sent_by__isnull=False),
                name="feedback_sent_by_somebody",
            ),
        ]

    @property
    def competition(self) -> Competition:
        """The competition it is about."""
        found = self.ended if self.decision is None else self.decision.competition
        assert found is not None
        return found
