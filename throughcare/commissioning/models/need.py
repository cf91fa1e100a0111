"""A need that is to be met: who states it with which share, and what is needed where, with the volume of a year."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from throughcare.commissioning.models.competition import Competition, CompetitionLot
from throughcare.commissioning.models.market import REFERENCE, Market
from throughcare.commissioning.rules.need_codes import PARTY_KIND
from throughcare.commissioning.rules.route_choice import ROUTE_NAMES
from throughcare.commissioning.rules.states import NEED
from throughcare.organisations.models import Region
from throughcare.organisations.rules.supplier_codes import COHORT
from throughcare.organisations.rules.supplier_codes import NEED as CATEGORY

USER = settings.AUTH_USER_MODEL


def _user(*, empty: bool = False) -> "models.ForeignKey[object, object]":
    return models.ForeignKey(USER, null=empty, blank=empty, on_delete=models.PROTECT, related_name="+", db_index=False)


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Need(models.Model):
    """What one or several bodies need from services, over ``term_months`` from ``starts_on``.

    It is frozen from ``agreed_at`` on, and public from ``published_at`` on. ``first_used_at`` is when a panel or a
    competition was begun from it.
    """

    reference = models.CharField(max_length=40, unique=True)
    ocid = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    state = models.CharField(max_length=12, default=NEED.start)
    starts_on = models.DateField(help_text="First day on which the services are wanted.")
    term_months = models.PositiveSmallIntegerField(default=24)
    made_by = _user()
    made_at = models.DateTimeField()
    agreed_by = _user(empty=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    first_used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was met or withdrawn.")
    ended_why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=REFERENCE) & ~Q(title="") & ~Q(ocid=""), name="need_is_named"
            ),
            models.CheckConstraint(condition=Q(state__in=list(NEED.table)), name="need_state_is_known"),
            models.CheckConstraint(condition=Q(term_months__gte=1, term_months__lte=120), name="need_has_a_term"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True, state__in=("draft", "withdrawn"))
                | (Q(agreed_at__isnull=False, agreed_by__isnull=False) & ~Q(state="draft")),
                name="need_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(agreed_at__isnull=False, published_at__gte=F("agreed_at")),
                name="need_published_once_agreed",
            ),
            models.CheckConstraint(
                condition=(~Q(state__in=("met", "withdrawn")) & Q(ended_at__isnull=True, ended_why=""))
                | (Q(state__in=("met", "withdrawn"), ended_at__isnull=False) & ~Q(ended_why="")),
                name="need_ends_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "agreed", "withdrawn")) | Q(first_used_at__isnull=False),
                name="need_used_before_it_is_met",
            ),
        ]
        indexes = [models.Index(fields=["state", "-made_at"], name="need_by_stage")]

    def __str__(self) -> str:
        return self.title


class NeedParty(models.Model):
    """A body that states the need, with the share of it that it bears, in per cent.

    ``region`` is set for a probation region alone. ``agreed_name`` is who agreed for the body, in whose post, on which
    day; ``agreed_recorded_by`` is who wrote that down.
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="parties")
    kind = models.CharField(max_length=20)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    share = models.DecimalField(max_digits=5, decimal_places=2)
    agreed_name = models.CharField(max_length=200, blank=True)
    agreed_post = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreed_recorded_by = _user(empty=True)

    class Meta:
        ordering = ["-share", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["need", "kind", "name"], name="need_party_once"),
            models.UniqueConstraint(fields=["need", "region"], name="need_region_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[entry.code for entry in PARTY_KIND]), name="need_party_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="region", region__isnull=False) | (~Q(kind="region") & Q(region__isnull=True)),
                name="need_party_region_is_one",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="need_party_is_named"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="need_share_is_a_share"),
            models.CheckConstraint(
                condition=Q(agreed_name="", agreed_post="", agreed_on__isnull=True, agreed_recorded_by__isnull=True)
                | (
                    Q(agreed_on__isnull=False, agreed_recorded_by__isnull=False)
                    & ~Q(agreed_name="")
                    & ~Q(agreed_post="")
                ),
                name="need_share_agreed_by_a_named_person",
            ),
        ]


class NeedLine(models.Model):
    """A category of need, for everybody or a cohort, in a region or one police-force area of it.

    ``projected`` is the volume of a year that the rule ``need-projection`` worked out on ``projected_on`` from the
    facts in ``basis``; a commissioner may overrule it with a reason, and both are kept. ``value_pence`` is what is set
    aside over the whole term, without VAT.
    """

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="lines")
    category = models.CharField(max_length=24)
    cohort = models.CharField(max_length=24, blank=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    police_area = models.CharField(max_length=40, blank=True)
    value_pence = models.BigIntegerField(null=True, blank=True)
    basis = models.JSONField(null=True, blank=True, help_text="The counts that the projection was made from.")
    projected = models.PositiveIntegerField(null=True, blank=True)
    projected_on = models.DateField(null=True, blank=True)
    overruled = models.PositiveIntegerField(null=True, blank=True)
    overruled_why = models.TextField(blank=True)
    overruled_by = _user(empty=True)
    overruled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["category", "cohort", "region__name", "police_area"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "category", "cohort", "region", "police_area"], name="need_line_once"
            ),
            models.CheckConstraint(
                condition=Q(category__in=[entry.code for entry in CATEGORY])
                & (Q(cohort="") | Q(cohort__in=[entry.code for entry in COHORT])),
                name="need_line_codes_are_in_their_tables",
            ),
            models.CheckConstraint(
                condition=Q(value_pence__isnull=True) | Q(value_pence__gt=0), name="need_line_value_above_nothing"
            ),
            models.CheckConstraint(
                condition=Q(projected__isnull=True) | Q(projected_on__isnull=False, basis__isnull=False),
                name="need_line_projected_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(overruled__isnull=True, overruled_why="", overruled_by__isnull=True)
                | (
                    Q(overruled__gt=0, overruled_by__isnull=False, overruled_at__isnull=False)
                    & ~Q(overruled_why="")
                ),
                name="need_line_overruled_with_a_reason",
            ),
        ]  # fmt: skip

    @property
    def volume(self) -> int | None:
        """The cases of a year that count: those of the commissioner where they overruled, else those projected."""
        return self.projected if self.overruled is None else self.overruled

    @property
    def area(self) -> str:
        """The police-force area, or the region where it is the whole region."""
        return self.police_area or self.region.code


class NeedRoute(models.Model):
    """The route that somebody chose, beside the one that the rule ``route`` proposed on ``facts``; the last one counts."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="routes")
    facts = models.JSONField()
    proposed = models.CharField(max_length=16)
    chosen = models.CharField(max_length=16)
    departs_why = models.TextField(blank=True)
    decided_by = _user()
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(proposed__in=ROUTE_NAMES, chosen__in=ROUTE_NAMES), name="need_route_is_known"
            ),
            models.CheckConstraint(
                condition=Q(chosen=F("proposed")) | ~Q(departs_why=""), name="need_route_departs_for_a_reason"
            ),
        ]


class NeedUse(models.Model):
    """A panel or a competition that was begun from the need."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="uses")
    market = models.OneToOneField(Market, null=True, blank=True, on_delete=models.PROTECT, related_name="need_use")
    competition = models.OneToOneField(
        Competition, null=True, blank=True, on_delete=models.PROTECT, related_name="need_use"
    )
    begun_by = _user()
    begun_at = models.DateTimeField()

    class Meta:
        ordering = ["begun_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(market__isnull=True, competition__isnull=False)
                | Q(market__isnull=False, competition__isnull=True),
                name="need_use_is_one_thing",
            ),
        ]


class NeedLot(models.Model):
    """The line of a need that a lot meets."""

    lot = models.OneToOneField(CompetitionLot, primary_key=True, on_delete=models.CASCADE, related_name="need_lot")
    line = models.ForeignKey(NeedLine, on_delete=models.PROTECT, related_name="lots")
