"""Models of the accounts context."""

from throughcare.accounts.models.attempts import Attempts
from throughcare.accounts.models.user import User

__all__ = ["Attempts", "User"]
