"""Who looked."""

from django.db import models


class Consultation(models.Model):
    """One look at a person's record: by whom, when, at which page, and why (Data Protection Act 2018 s.62(2)).

    Partitioned by month, which is why the table is made by hand in the migration and its primary key has two columns.
    """

    at = models.DateTimeField()
    actor = models.BigIntegerField()
    actor_name = models.CharField(max_length=150)
    person = models.BigIntegerField()
    subject = models.CharField(max_length=20)
    page = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    sequence = models.BigIntegerField(editable=False, default=0)
    previous = models.BinaryField(editable=False, default=b"")
    hash = models.BinaryField(editable=False, default=b"")

    class Meta:
        managed = False
        db_table = "audit_consultation"
