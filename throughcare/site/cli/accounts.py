"""`throughcare accounts`: the first administrator, and helping users from the command line."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import click

from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.rules.scopes import SCOPE
from throughcare.site.cli.process import use_django

if TYPE_CHECKING:
    from throughcare.accounts.models import User

_SCOPES = click.Choice([scope.code for scope in SCOPE])
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
    click.echo(_link(_open_account(username), site))


@accounts.command(name="list")
@click.option("--role", type=_ROLES, help="Only this role.")
def list_users(role: str | None) -> None:
    """List the users: user name, role, open or closed, name."""
    use_django("jobs")
    from throughcare.accounts.queries.users import users_matching

    for user in users_matching(role=role or ""):
        state = "open" if user.is_active else "closed"
        click.echo(f"{user.username}\t{user.role}\t{state}\t{user.get_full_name()}")


@accounts.group()
def token() -> None:
    """Make tokens of the public API, list them, revoke them."""


@token.command(name="add")
@click.argument("username")
@click.option("--name", required=True, help="What it is for, such as the program that will use it.")
@click.option("--scope", "scopes", type=_SCOPES, multiple=True, required=True, help="Give it once for each scope.")
@click.option("--days", type=click.IntRange(min=1), help="For how many days it is valid.")
def add_token(username: str, name: str, scopes: tuple[str, ...], days: int | None) -> None:
    """Make a token that acts as a user and print it: it is shown this once."""
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.commands.tokens import TooLong, make_token
    from throughcare.accounts.rules.api_policy import usual_life

    user = _open_account(username)
    life = timedelta(days=days) if days else usual_life(timezone.localdate())
    try:
        made = make_token(user=user, name=name[:100], scopes=scopes, life=life, by=None, at=timezone.now())
    except TooLong as fault:
        raise click.ClickException(f"--days must be at most {fault.most.days}") from None
    until = timezone.localtime(made.token.expires_at)
    click.echo(f"A token that acts as {username}, valid until {until:%Y-%m-%d %H:%M}:", err=True)
    click.echo(made.secret)


@token.command(name="list")
@click.option("--state", type=click.Choice(["valid", "expired", "revoked"]), help="Only tokens in that state.")
def list_tokens(state: str | None) -> None:
    """List the tokens: first characters, user name, state, when it expires, when it was last used, scopes, name."""
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.queries.tokens import state_of, tokens_matching

    now = timezone.now()
    for one in tokens_matching(at=now, state=state or ""):
        used = f"{timezone.localtime(one.last_used_at):%Y-%m-%d}" if one.last_used_at else "never"
        expires = f"{timezone.localtime(one.expires_at):%Y-%m-%d}"
        cells = (one.prefix, one.user.username, state_of(one, at=now), expires, used, " ".join(one.scopes), one.name)
        click.echo("\t".join(cells))


@token.command(name="revoke")
@click.argument("prefix")
def revoke(prefix: str) -> None:
    """Revoke the token that begins with PREFIX: the next call with it is refused."""
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.commands.tokens import revoke_token
    from throughcare.accounts.models import ApiToken

    found = ApiToken.objects.filter(prefix=prefix).first()
    if found is None:
        raise click.ClickException(f"no token begins with {prefix}: see throughcare accounts token list")
    revoke_token(token=found, by=None, at=timezone.now())
    click.echo(f"{prefix} is revoked")


def _open_account(username: str) -> User:
    from throughcare.accounts.models import User

    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise click.ClickException(f"there is no open account with the user name {username}")
    return user


def _link(user: User, site: str) -> str:
    from django.urls import reverse
    from django.utils import timezone

    from throughcare.accounts.commands import users

    who, token = users.invite(user=user, by=None, at=timezone.now())
    return f"{site.rstrip('/')}{reverse('choose-password', args=[who, token])}"
