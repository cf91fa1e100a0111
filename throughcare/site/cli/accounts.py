"""`throughcare accounts`: the first administrator, and helping users from the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from throughcare.accounts.rules.roles import ROLE
from throughcare.site.cli.process import use_django

if TYPE_CHECKING:
    from throughcare.accounts.models import User

_ROLES = click.Choice([role.code for role in ROLE])


@click.group()
def accounts() -> None:
    """Add users, list them, and make links with which they choose a password."""


@accounts.command()
@click.argument("username")
@click.option("--role", type=_ROLES, required=True)
@click.option("--first-name", default="", help="First name.")
@click.option("--last-name", default="", help="Last name.")
@click.option("--email", default="", help="Email address.")
@click.option("--site", default="", help="Address of the site, such as https://throughcare.example.org, for the link.")
def add(username: str, role: str, first_name: str, last_name: str, email: str, site: str) -> None:
    """Add a user and print the link with which they choose a password, once, within a day."""
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.commands.users import UsernameTaken, create_user

    try:
        user = create_user(
            username=username, role=role, first_name=first_name, last_name=last_name, email=email, by=None,
            at=timezone.now(),
        )  # fmt: skip
    except UsernameTaken:
        raise click.ClickException(f"somebody has the user name {username} already") from None
    click.echo(f"Added {username} as {ROLE.label(role)}. To choose a password:")
    click.echo(_link(user, site))


@accounts.command()
@click.argument("username")
@click.option("--site", default="", help="Address of the site, for the link.")
def invite(username: str, site: str) -> None:
    """Print a new link with which a user chooses a password."""
    use_django("jobs")
    from throughcare.accounts.models import User

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise click.ClickException(f"there is no open account with the user name {username}")
    click.echo(_link(user, site))


@accounts.command(name="list")
@click.option("--role", type=_ROLES, help="Only this role.")
def list_users(role: str | None) -> None:
    """List the users: user name, role, open or closed, name."""
    use_django("jobs")
    from throughcare.accounts.queries.users import users_matching

    for user in users_matching(role=role or ""):
        state = "open" if user.is_active else "closed"
        click.echo(f"{user.username}\t{user.role}\t{state}\t{user.get_full_name()}")


def _link(user: User, site: str) -> str:
    from django.urls import reverse
    from django.utils import timezone

    from throughcare.accounts.commands import users

    who, token = users.invite(user=user, by=None, at=timezone.now())
    return f"{site.rstrip('/')}{reverse('choose-password', args=[who, token])}"
