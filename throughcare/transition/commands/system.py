"""The user as whom the command line acts."""

from __future__ import annotations

from throughcare.accounts.models import User

SYSTEM_USER = "import"


def system_user() -> User:
    """The user for imports and exports by command where no other is named; made when missing, and cannot sign in."""
    user, made = User.objects.get_or_create(
        username=SYSTEM_USER, defaults={"first_name": "Import", "role": "none", "is_active": False}
    )
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
