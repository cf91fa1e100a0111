"""What was done."""

from django.db import models


class Entry(models.Model):
    """One act: who did what to what, with its detail (for a decision: the decision itself). Never changed, never removed.

    ``person`` is the record it concerns, where there is one; a number without a foreign key, because the log outlives
    what it speaks of and stands below the context that owns people.
    """

    at = models.DateTimeField()
    actor = models.BigIntegerField()
    actor_name = models.CharField(max_length=150)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=80, blank=True)
    person = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    sequence = models.BigIntegerField(editable=False, default=0)
    previous = models.BinaryField(editable=False, default=b"")
    hash = models.BinaryField(editable=False, default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["person", "-at"]),
            models.Index(fields=["-at"]),
            models.Index(fields=["subject", "-at"], condition=~models.Q(subject=""), name="entry_subject"),
        ]
        constraints = [models.UniqueConstraint(fields=["actor", "sequence"], name="entry_chain_is_a_line")]
