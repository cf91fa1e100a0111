"""What was typed into a form and is not yet saved."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """The fields of one form as its user typed them: ``form`` is the form's address. Seen by that user alone.

    It goes when the form is saved or the user discards it, and some time after it was last touched. It has no history: it is
    not yet a record of anything.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=300)
    typed = models.JSONField()
    kept_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form"], name="one_draft_per_form")]
        indexes = [models.Index(fields=["kept_at"], name="draft_kept_at")]
