"""What a demonstration adds to an imported bundle: roles by grade, and one user for each role that no grade has."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from throughcare.accounts.models import User
from throughcare.organisations.models import Posting, Region
from throughcare.workforce.models import Staff

ROLE_BY_GRADE = {
    "PO": "practitioner",
    "PSO": "practitioner",
    "PQiP": "practitioner",
    "NQO": "practitioner",
    "SPO": "senior",
    "HPDU": "head",
    "RPD": "director",
}
OTHERS = (
    ("demo.commissioner", "commissioner", "Corin", "Commissioner"),
    ("demo.commissioner2", "commissioner", "Catrin", "Commissioner"),
    ("demo.commissioner3", "commissioner", "Cadeyrn", "Commissioner"),
    ("demo.administrator", "administrator", "Avery", "Administrator"),
    ("demo.auditor", "auditor", "Audrey", "Auditor"),
    ("demo.supplier", "supplier", "Sunniva", "Supplier"),
    ("demo.supplier2", "supplier", "Sade", "Supplier"),
    ("demo.supplier3", "supplier", "Stellan", "Supplier"),
)
POSTED = ("administrator", "auditor", "commissioner")
ELSEWHERE = ("demo.commissioner3",)
"""Those who work in another region than everybody else, so that one can look at what they do not see."""


def grant_demonstration_roles(*, region: str, on: date) -> None:
    """Give everybody of the bundle the role of their grade, and add the other roles; doing it twice changes nothing."""
    for grade, role in ROLE_BY_GRADE.items():
        users = Staff.objects.filter(grade=grade, user__isnull=False).values(pk=F("user_id"))
        User.objects.filter(pk__in=users, role="none").update(role=role)
    for username, role, first, last in OTHERS:
        user, made = User.objects.get_or_create(
            username=username, defaults={"first_name": first, "last_name": last, "role": role}
        )
        if made:
            user.set_unusable_password()
            user.save(update_fields=["password"])
        if role in POSTED:
            places = Region.objects.order_by("code")
            place = places.exclude(code=region).first() if username in ELSEWHERE else places.get(code=region)
            if place is not None:
                Posting.objects.get_or_create(user=user, region=place, delivery_unit=None, start=on)
