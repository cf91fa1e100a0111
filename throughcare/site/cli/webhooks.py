"""`throughcare webhooks`: what other systems are told of, from the command line. Runs as the role that works the queue."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from throughcare.site.cli.process import use_django

if TYPE_CHECKING:
    from throughcare.webhooks.models import Subscription

_SCOPES = click.Choice(["ids", "record", "detail"])


@click.group()
def webhooks() -> None:
    """Subscribe other systems to events, pause them, give them another secret, send events again."""


@webhooks.command()
def events() -> None:
    """List the events that can be subscribed to."""
    from throughcare.webhooks.rules.catalogue import catalogue

    for kind in catalogue().values():
        click.echo(f"{kind.name}\t{kind.when}")


@webhooks.command(name="list")
def list_subscriptions() -> None:
    """List the subscriptions: name, address, scope, region, state, events."""
    use_django("jobs")
    from throughcare.accounts.acting import acting_by_itself
    from throughcare.webhooks.models import Subscription

    with acting_by_itself(why="list subscriptions"):
        for one in Subscription.objects.select_related("region").order_by("name"):
            state = "paused" if one.paused_at else "active"
            region = one.region.code if one.region else "all"
            click.echo(f"{one.name}\t{one.url}\t{one.shows}\t{region}\t{state}\t{','.join(one.types) or 'all'}")


@webhooks.command()
@click.argument("name")
@click.argument("url")
@click.option("--event", "types", multiple=True, help="Name of an event; again for more. All where it is not given.")
@click.option("--region", default="", help="Code of the region. All where it is not given.")
@click.option("--shows", type=_SCOPES, default="ids", show_default=True, help="How much the subscriber is told.")
def add(name: str, url: str, types: tuple[str, ...], region: str, shows: str) -> None:
    """Subscribe a system and print its secret, once."""
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.acting import acting_by_itself
    from throughcare.organisations.models import Region
    from throughcare.webhooks.commands.subscriptions import NameTaken, UnknownEvent, subscribe
    from throughcare.webhooks.rules.addresses import BadAddress

    found = Region.objects.filter(code=region).first() if region else None
    if region and found is None:
        raise click.ClickException(f"there is no region {region}")
    try:
        with acting_by_itself(why="subscribe"):
            _, secret = subscribe(
                name=name, url=url, types=types, region=found, shows=shows, by=None, at=timezone.now()
            )
    except BadAddress as bad:
        raise click.ClickException(f"{url} is no address that events may be sent to: {bad.code}") from None
    except UnknownEvent as unknown:
        raise click.ClickException(f"no such event: {unknown}; `throughcare webhooks events` lists them") from None
    except NameTaken:
        raise click.ClickException(f"there is a subscription {name} already") from None
    click.echo(secret)


@webhooks.command()
@click.argument("name")
def rotate(name: str) -> None:
    """Print another secret, once; the one before still signs for a while."""
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.acting import acting_by_itself
    from throughcare.webhooks.commands import subscriptions

    with acting_by_itself(why="rotate a secret"):
        click.echo(subscriptions.rotate(subscription=_named(name), by=None, at=timezone.now()))


@webhooks.command()
@click.argument("name")
def pause(name: str) -> None:
    """Send a subscriber nothing until it is resumed."""
    _change(name, "pause")


@webhooks.command()
@click.argument("name")
def resume(name: str) -> None:
    """Send a subscriber events again."""
    _change(name, "resume")


@webhooks.command()
@click.argument("name")
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), required=True, help="First moment, local time."
)
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]), help="End, local time; now where not given."
)
def replay(name: str, since: datetime, until: datetime | None) -> None:
    """Send a subscriber once more what happened in a span."""
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.acting import acting_by_itself
    from throughcare.webhooks.commands.publishing import replay as again

    now = timezone.now()
    ends = timezone.make_aware(until) if until else now
    with acting_by_itself(why="send events again"):
        sent = again(subscription=_named(name), since=timezone.make_aware(since), until=ends, by=None, at=now)
    click.echo(f"Events put into the outbox: {sent}")


def _change(name: str, how: str) -> None:
    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.acting import acting_by_itself
    from throughcare.webhooks.commands import subscriptions

    with acting_by_itself(why=f"{how} a subscription"):
        getattr(subscriptions, how)(subscription=_named(name), by=None, at=timezone.now())


def _named(name: str) -> Subscription:
    from throughcare.webhooks.models import Subscription

    found = Subscription.objects.filter(name=name).first()
    if found is None:
        raise click.ClickException(f"there is no subscription {name}")
    return found
