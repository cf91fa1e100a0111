"""Models of the accounts context."""

from throughcare.accounts.models.api import ApiAnswer, ApiToken
from throughcare.accounts.models.attempts import Attempts
from throughcare.accounts.models.draft import Draft
from throughcare.accounts.models.user import User

__all__ = ["ApiAnswer", "ApiToken", "Attempts", "Draft", "User"]
