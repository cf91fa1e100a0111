"""People who sign in."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from throughcare.accounts.rules.roles import ROLE, may


class User(AbstractUser):
    """Somebody who signs in, with one role. What they see of people depends on role and posting, in the database."""

    role = models.CharField(max_length=20, default="none")
    language = models.CharField(max_length=5, default="en-gb")
    sessions_from = models.DateTimeField(
        null=True, blank=True, help_text="Sessions begun before this moment have ended."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[entry.code for entry in ROLE]), name="role_is_in_the_table"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def may(self, permission: str) -> bool:
        """Whether the user's role holds the permission."""
        return self.is_active and may(self.role, permission)
