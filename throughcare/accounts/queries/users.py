"""Finding users."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from throughcare.accounts.models import User


def users_matching(*, words: str = "", role: str = "", active: bool | None = None) -> QuerySet[User]:
    """Users of whom every word is part of the user name, the name or the email address; ordered by name."""
    found = User.objects.all()
    for word in words.split():
        found = found.filter(
            Q(username__icontains=word)
            | Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
        )
    if role:
        found = found.filter(role=role)
    if active is not None:
        found = found.filter(is_active=active)
    return found.order_by("last_name", "first_name", "pk")
