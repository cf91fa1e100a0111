"""`throughcare plan allocation`: who could be given every case of a list, with bound, gap and the reason for each line."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughcare.site.cli.plan_award import award
from throughcare.site.cli.process import use_django

if TYPE_CHECKING:
    from throughcare.supervision.rules.allocation_proposal import Proposal

_COLUMNS = (
    "crn", "tier", "points", "staff_code", "staff_name", "percent_before", "percent_after", "cases_after", "others", "knew",
    "minutes", "runner_up_name", "problem",
)  # fmt: skip


@click.group()
def plan() -> None:
    """Propose a plan; a person decides on it."""


plan.add_command(award)


@plan.command()
@click.option("--unit", required=True, help="Code of the delivery unit.")
@click.option("--team", help="Code of one of its teams; the whole unit where left out.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to plan for; today where left out.")
@click.option("--by", default="import", show_default=True, help="User name to act as.")
@click.option("--out", type=click.Path(dir_okay=False, writable=True), help="CSV file to write the lines to.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole plan as JSON.")
def allocation(unit: str, team: str | None, as_of: datetime | None, by: str, out: str | None, as_json: bool) -> None:
    """Propose who is given the cases that wait. Nothing is written to the record; the page keeps a plan to decide on."""
    on = as_of.date() if as_of else date.today()  # noqa: DTZ011
    use_django("jobs")
    found = _propose(unit, team, on, by)
    if out:
        Path(out).write_text(_csv(found), encoding="utf-8")
    click.echo(json.dumps(_plain(found), indent=2, ensure_ascii=False) if as_json else _told(found))


def _propose(unit: str, team: str | None, on: date, by: str) -> Proposal:
    from django.conf import settings

    from throughcare.accounts.acting import acting
    from throughcare.accounts.models import User
    from throughcare.organisations.models import DeliveryUnit
    from throughcare.supervision.planning.propose import propose
    from throughcare.supervision.planning.travel import TravelFault, minutes_between
    from throughcare.supervision.queries.cases import Area
    from throughcare.supervision.queries.unallocated import waiting_cases
    from throughcare.supervision.rules.allocation_policy import allocation_policy
    from throughcare.workforce.models import Team

    place = DeliveryUnit.objects.filter(code=unit).first()
    if place is None:
        raise click.BadParameter(f"no delivery unit has the code {unit}", param_hint="--unit")
    part = Team.objects.filter(code=team, delivery_unit=place).first() if team else None
    if team and part is None:
        raise click.BadParameter(f"{unit} has no team with the code {team}", param_hint="--team")
    user = User.objects.filter(username=by).first()
    if user is None:
        raise click.BadParameter(f"no user is called {by}", param_hint="--by")
    speed = allocation_policy().on(on).minutes_for_a_kilometre
    try:
        travel = minutes_between(settings.TRAVEL_FILE, minutes_for_a_kilometre=speed)
    except (TravelFault, OSError) as fault:
        raise click.ClickException(str(fault)) from None
    with acting(user, why="throughcare plan allocation"):
        area = Area("team", part.pk) if part is not None else Area("unit", place.pk)
        people = [case.person_id for case in waiting_cases(area, on=on)]
        return propose(people, place.pk, on=on, minutes=travel)


def _told(found: Proposal) -> str:
    lines = [f"{'level':<10}{'plan':>8}{'bound':>8}{'gap':>8}{'by hand':>9}"]
    for level, fit in zip(found.levels, found.first_fit, strict=True):
        lines.append(f"{level.name:<10}{level.value:>8}{level.bound:>8}{level.gap:>8.2%}{fit:>9}")
    lines.append("")
    for line in found.lines:
        if line.staff is None:
            lines.append(f"{line.crn}  nobody: {line.problem}")
            continue
        rival = f"; next best {line.runner_up_name} {_costs(found, line.costs)}" if line.runner_up_name else ""
        load = f"{line.percent_before}% to {line.percent_after}%"
        lines.append(f"{line.crn}  {line.staff_code} {line.staff_name}, {load}, {line.cases_after} cases{rival}")
    return "\n".join(lines)


def _costs(found: Proposal, costs: tuple[int, ...]) -> str:
    told = [f"{level.name} {cost:+d}" for level, cost in zip(found.levels, costs, strict=True) if cost]
    return f"({', '.join(told) or 'the same'})"


def _csv(found: Proposal) -> str:
    from throughcare.kernel.csv_safe import safe_cell

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_COLUMNS, *(f"runner_up_{level.name}" for level in found.levels)])
    for line in found.lines:
        cells: list[Any] = [getattr(line, name) for name in _COLUMNS]
        costs: list[Any] = list(line.costs) or [None] * len(found.levels)
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in (*cells, *costs)])
    return text.getvalue()


def _plain(found: Proposal) -> dict[str, Any]:
    import msgspec

    return {
        "levels": [
            {
                "name": level.name,
                "value": level.value,
                "bound": level.bound,
                "gap": round(level.gap, 6),
                "first_fit": fit,
            }
            for level, fit in zip(found.levels, found.first_fit, strict=True)
        ],
        "left_out": found.left_out,
        "lines": msgspec.to_builtins(found.lines),
    }
