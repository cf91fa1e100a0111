"""Sentences and orders, and what they require."""

import pghistory
from django.db import models

from throughcare.people.models.constraints import in_table, ordered
from throughcare.people.models.identity import Person
from throughcare.people.rules import codes


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Sentence(models.Model):
    """A sentence or order (Sentencing Act 2020).

    ``ends_on`` is the first day after the whole sentence, ``licence_ends_on`` the first day after the licence; between the
    two lies post-sentence supervision. Both are empty for a life sentence or IPP.
    """

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sentences")
    kind = models.CharField(max_length=30)
    court = models.CharField(max_length=100, blank=True)
    offence = models.CharField(max_length=200, blank=True)
    offence_group = models.CharField(max_length=20)
    sentenced_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    licence_ends_on = models.DateField(null=True, blank=True)
    terminated_on = models.DateField(null=True, blank=True)
    termination_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            in_table("sentence", "kind", codes.SENTENCE_KIND),
            in_table("sentence", "offence_group", codes.OFFENCE_GROUP),
            in_table("sentence", "termination_reason", codes.TERMINATION_REASON, blank=True),
            ordered("sentence", "starts_on", "ends_on"),
            ordered("sentence", "starts_on", "licence_ends_on"),
            ordered("sentence", "starts_on", "terminated_on"),
            ordered("sentence", "licence_ends_on", "ends_on"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class CustodySpell(models.Model):
    """Time held in custody, on ``[start, until)``; ``until`` is the day of release. Spells of a sentence do not overlap."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="custody_spells")
    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="custody_spells")
    kind = models.CharField(max_length=10)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sentence", "start"], name="custody_spell_once"),
            in_table("custody_spell", "kind", codes.CUSTODY_KIND),
            ordered("custody_spell", "start", "until"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Requirement(models.Model):
    """A requirement of a community or suspended sentence order, on ``[start, until)`` (Sentencing Act 2020 Sch. 9)."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="requirements")
    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="requirements")
    category = models.CharField(max_length=20)
    length = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=6, blank=True)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)
    terminated_on = models.DateField(null=True, blank=True)
    termination_reason = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = [
            in_table("requirement", "category", codes.REQUIREMENT_CATEGORY),
            in_table("requirement", "unit", codes.LENGTH_UNIT, blank=True),
            in_table("requirement", "termination_reason", codes.TERMINATION_REASON, blank=True),
            ordered("requirement", "start", "until"),
            ordered("requirement", "start", "terminated_on"),
        ]


@pghistory.track(pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LicenceCondition(models.Model):
    """A licence condition or post-sentence supervision requirement, on ``[start, until)``."""

    reference = models.CharField(max_length=40, unique=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="licence_conditions")
    sentence = models.ForeignKey(Sentence, on_delete=models.CASCADE, related_name="licence_conditions")
    category = models.CharField(max_length=20)
    wording = models.CharField(max_length=1000, blank=True)
    start = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            in_table("licence_condition", "category", codes.LICENCE_CONDITION_CATEGORY),
            ordered("licence_condition", "start", "until"),
        ]
