"""Print who can sign in to the demonstration and what each sees first; run as a process of its own."""

from __future__ import annotations

from throughcare.site.cli.process import use_django

SEES = (
    ("practitioner", "who must be seen this week, and why"),
    ("senior", "the team: who is overdue, who holds how many"),
    ("head", "the delivery unit: share seen inside the standard"),
    ("director", "the region, unit by unit"),
    ("administrator", "imports and users"),
    ("auditor", "who did what, and who looked at whom"),
    ("supplier", "nothing yet"),
    ("person", "nothing yet"),
)


def main() -> None:
    """Print one user for each role."""
    use_django("owner")
    from throughcare.accounts.models import User
    from throughcare.organisations.models import Posting
    from throughcare.supervision.models import OfficerSpell

    busiest = (
        OfficerSpell.objects.filter(until=None, status="allocated", staff__user__role="practitioner")
        .order_by("staff__user_id")
        .values_list("staff__user_id", flat=True)
        .first()
    )
    print("  Sign in by picking a person. For example:")
    for role, sees in SEES:
        users = User.objects.filter(role=role, is_active=True).order_by("id")
        user = users.filter(pk=busiest).first() if role == "practitioner" and busiest else users.first()
        if user is None:
            continue
        posting = Posting.objects.filter(user=user).select_related("delivery_unit", "region").first()
        place = (posting.delivery_unit or posting.region).name if posting else ""
        print(f"    {user.get_full_name():26} {role:14} {place:24} sees {sees}")
    print("\n  Ctrl+C ends the server; `make stop` ends the database.")


if __name__ == "__main__":
    main()
