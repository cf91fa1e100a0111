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
    ("commissioner", "competitions by stage, with what comes next for each"),
    ("supplier", "what they are invited to, what runs out, their places in panels"),
    ("person", "their next appointment, what they must do, their plan"),
)


def main() -> None:
    """Print the first user of each role, as the sign-in page lists them."""
    use_django("web")
    from throughcare.site.demo_cast import groups

    first = {group.role: group.members[0] for group in groups() if group.members}
    print("  Sign in by picking a person. For example:")
    for role, sees in SEES:
        if role in first:
            member = first[role]
            print(f"    {member.user.get_full_name():22} {role:14} {member.place:36} sees {sees}")
    print("\n  Ctrl+C ends the server; `make stop` ends the database.")


if __name__ == "__main__":
    main()
