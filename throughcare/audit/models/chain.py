"""The head of each hash chain."""

from django.db import models


class Chain(models.Model):
    """Where the chain of one log and one actor stands: how many entries it has and the hash of the last.

    One chain per actor, so that two people's requests never wait for each other. Written by the trigger alone.
    """

    log = models.CharField(max_length=20)
    actor = models.BigIntegerField()
    length = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["log", "actor"], name="one_chain_per_log_and_actor")]
