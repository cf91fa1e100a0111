"""What a person sees of their own record: database views that show the safe columns of one person and nothing else.

The tables themselves stay shut to the role: these views, which belong to the owner, ask the database who is acting
(``throughcare_own_person``) and show no row to anybody who is not a person with an open account. No view can be written.
"""

from django.db import models


class _OwnView(models.Model):
    class Meta:
        abstract = True
        managed = False


class OwnRecord(_OwnView):
    """The person: one row or none. ``phone`` is the team's."""

    id = models.BigIntegerField(primary_key=True)
    crn = models.CharField()
    called = models.CharField()
    language = models.CharField()
    officer = models.CharField()
    team = models.CharField()
    phone = models.CharField()
    unit = models.CharField()
    unit_cy = models.CharField()

    class Meta(_OwnView.Meta):
        db_table = "own_record"


class OwnAppointment(_OwnView):
    """A meeting, past or planned. ``requirement`` is the key of what it counts towards.

    ``second`` says which of two equal times is meant when the clocks go back.
    """

    id = models.BigIntegerField(primary_key=True)
    reference = models.CharField()
    type = models.CharField()
    date = models.DateField()
    time = models.TimeField(null=True)
    minutes = models.IntegerField(null=True)
    outcome = models.CharField()
    place = models.CharField()
    officer = models.CharField()
    requirement = models.BigIntegerField(null=True)
    second = models.BooleanField()

    class Meta(_OwnView.Meta):
        db_table = "own_appointment"


class OwnSentence(_OwnView):
    """A sentence that runs: kind and dates, not the offence, because a telephone is read by others."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    licence_ends_on = models.DateField(null=True)

    class Meta(_OwnView.Meta):
        db_table = "own_sentence"


class OwnRequirement(_OwnView):
    """A requirement of a sentence that runs."""

    id = models.BigIntegerField(primary_key=True)
    sentence = models.BigIntegerField()
    category = models.CharField()
    length = models.IntegerField(null=True)
    unit = models.CharField()
    start = models.DateField()
    until = models.DateField(null=True)

    class Meta(_OwnView.Meta):
        db_table = "own_requirement"


class OwnCondition(_OwnView):
    """A licence condition of a sentence that runs, in the words of the licence."""

    id = models.BigIntegerField(primary_key=True)
    sentence = models.BigIntegerField()
    category = models.CharField()
    wording = models.CharField()
    start = models.DateField()
    until = models.DateField(null=True)

    class Meta(_OwnView.Meta):
        db_table = "own_condition"


class OwnPlan(_OwnView):
    """The agreed version of the open plan, without what practitioners note about it."""

    id = models.BigIntegerField(primary_key=True)
    agreed_on = models.DateField()
    review_on = models.DateField(null=True)
    strengths = models.TextField()
    strengths_cy = models.TextField()
    own_words = models.TextField()

    class Meta(_OwnView.Meta):
        db_table = "own_plan"


class OwnObjective(_OwnView):
    """What the agreed plan is to reach."""

    id = models.BigIntegerField(primary_key=True)
    position = models.IntegerField()
    text = models.CharField()
    text_cy = models.CharField()

    class Meta(_OwnView.Meta):
        db_table = "own_objective"
        ordering = ["position", "id"]


class OwnStep(_OwnView):
    """What somebody does towards an objective; ``state`` is how it stands now, empty where nothing was said yet."""

    id = models.BigIntegerField(primary_key=True)
    objective = models.BigIntegerField()
    position = models.IntegerField()
    text = models.CharField()
    text_cy = models.CharField()
    who = models.CharField()
    agency = models.CharField()
    due_on = models.DateField(null=True)
    state = models.CharField()

    class Meta(_OwnView.Meta):
        db_table = "own_step"
        ordering = ["position", "id"]


class OwnPhone(_OwnView):
    """A telephone number of theirs that is current."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField()
    value = models.CharField()
    start = models.DateField()

    class Meta(_OwnView.Meta):
        db_table = "own_phone"


class OwnAsked(_OwnView):
    """What the person asked, and the answer."""

    id = models.BigIntegerField(primary_key=True)
    contact = models.BigIntegerField()
    reason = models.CharField()
    words = models.CharField()
    state = models.CharField()
    asked_at = models.DateTimeField()
    answer = models.CharField()
    answered_at = models.DateTimeField(null=True)

    class Meta(_OwnView.Meta):
        db_table = "own_asking"
