"""`throughcare plan award`: the lots of a round awarded together, with bound, gap and what each limit cost."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from throughcare.commissioning.rules.award_explanation import AwardExplanation, LotReason
    from throughcare.commissioning.rules.award_problem import Award, AwardLevel, AwardRound

_COLUMNS = (
    "lot", "reason", "awarded", "supplier", "score", "best", "best_supplier", "best_score", "below", "limits",
)  # fmt: skip


@click.command()
@click.option(
    "--round",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="JSON file with lots, suppliers, bids and limits.",
)
@click.option("--competition", help="Reference of a competition whose prices are open, instead of a file.")
@click.option("--by", default="import", show_default=True, help="User name to act as, with --competition.")
@click.option(
    "--out", type=click.Path(dir_okay=False, writable=True), help="CSV file to write a line for every lot to."
)
@click.option("--json", "as_json", is_flag=True, help="Print award, levels and reasons as JSON.")
@click.option(
    "--costs", type=click.IntRange(0), default=25, show_default=True,
    help="Limits for which the round is solved again without them.",
)  # fmt: skip
def award(source: Path | None, competition: str | None, by: str, out: str | None, as_json: bool, costs: int) -> None:
    """Propose which bids win, of a file or of a competition. Nothing is written to any record; a person decides."""
    if (source is None) == (competition is None):
        raise click.UsageError("give either --round or --competition")
    from throughcare.commissioning.planning.award_explain import explain
    from throughcare.commissioning.planning.award_solver import plan_award
    from throughcare.commissioning.rules.award_check import breaches_of

    given = _read(source) if source is not None else _recorded(competition or "", by)
    found = plan_award(given)
    faults = breaches_of(given, found)
    if faults:
        raise click.ClickException(
            f"the award does not stand: {', '.join(f'{one.code} {one.about}' for one in faults)}"
        )
    why = explain(given, found, most=costs)
    if out:
        Path(out).write_text(_csv(why.lots), encoding="utf-8")
    click.echo(json.dumps(_plain(given, found, why), indent=2, ensure_ascii=False) if as_json else _told(found, why))


def _read(source: Path) -> AwardRound:
    from throughcare.commissioning.rules.award_entry import RoundFault, read_round

    try:
        return read_round(source.read_bytes())
    except OSError as fault:
        raise click.ClickException(f"{source}: {fault.strerror}") from None
    except RoundFault as fault:
        raise click.ClickException("\n".join(f"{source.name}: {line}" for line in fault.faults)) from None


def _recorded(reference: str, by: str) -> AwardRound:
    """The round of a competition, as the record has it today."""
    from throughcare.site.cli.process import use_django

    use_django("jobs")
    from django.utils import timezone

    from throughcare.accounts.acting import acting
    from throughcare.accounts.models import User
    from throughcare.commissioning.models import Competition
    from throughcare.commissioning.queries.award_round import round_of
    from throughcare.commissioning.queries.awards import price_blocks
    from throughcare.commissioning.queries.bid_prices import PRICED

    user = User.objects.filter(username=by).first()
    if user is None:
        raise click.BadParameter(f"no user is called {by}", param_hint="--by")
    with acting(user, why="throughcare plan award"):
        found = Competition.objects.filter(reference=reference).first()
        if found is None:
            raise click.BadParameter(f"no competition is called {reference}", param_hint="--competition")
        if found.state not in PRICED:
            raise click.ClickException(f"the prices of {reference} do not count yet: it is {found.state}")
        blocks = price_blocks(found)
        if blocks:
            raise click.ClickException("; ".join(str(each.words) for each in blocks))
        return round_of(found, on=timezone.localdate())


def _told(found: Award, why: AwardExplanation) -> str:
    from throughcare.commissioning.rules.award_explanation import REASONS

    lines = [f"{'level':<10}{'award':>24}{'bound':>24}{'gap':>10}", *map(_level, found.levels), ""]
    lines.append(
        "proven best" if found.is_proven else "not proven best at every level: the gap says by how much at most"
    )
    lines.append("")
    for line in why.lots:
        won = f"{line.awarded} {line.supplier} {_mark(line.score)}" if line.awarded else "nobody"
        best = f"; best {line.best} {line.best_supplier} {_mark(line.best_score)}" if line.best != line.awarded else ""
        limits = f" ({', '.join(line.limits)})" if line.limits else ""
        lines.append(f"{line.lot}  {won}{best}: {REASONS[line.reason]}{limits}")
    if why.limits:
        lines += ["", "What each limit cost:"]
    for one in why.limits:
        if one.points is None or one.open is None:
            told = "not solved again"
        else:
            more = f", {one.open} lots more awarded" if one.open else ""
            told = f"{_points(one.points)} points{more}{'' if one.is_proven else ' (not proven)'}"
        lines.append(f"{one.limit}  {told}; on {', '.join(one.lots)}")
    return "\n".join(lines)


def _level(level: AwardLevel) -> str:
    bound = "" if level.bound is None else str(level.bound)
    gap = "unknown" if level.gap is None else f"{level.gap:.4%}"
    return f"{level.name:<10}{level.value:>24}{bound:>24}{gap:>10}"


def _mark(score: int | None) -> str:
    return "" if score is None else f"{score / 100:.2f}"


def _points(points: int) -> str:
    """In pounds times points of a hundred."""
    return f"{points / 10_000:,.0f}"


def _csv(lots: tuple[LotReason, ...]) -> str:
    from throughcare.kernel.csv_safe import safe_cell

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for line in lots:
        cells: list[Any] = [getattr(line, name) for name in _COLUMNS[:-1]]
        cells.append(" ".join(line.limits))
        writer.writerow([safe_cell(cell) if isinstance(cell, str) else cell for cell in cells])
    return text.getvalue()


def _plain(given: AwardRound, found: Award, why: AwardExplanation) -> dict[str, Any]:
    import msgspec

    levels = [
        {
            "name": one.name,
            "value": one.value,
            "bound": one.bound,
            "gap": None if one.gap is None else round(one.gap, 9),
        }
        for one in found.levels
    ]
    return {
        "reference": given.reference,
        "market_share_cap": given.limits.market_share_cap,
        "is_proven": found.is_proven,
        "levels": levels,
        "chosen": list(found.chosen),
        "open": dict(found.open),
        "lots": msgspec.to_builtins(why.lots),
        "limits": msgspec.to_builtins(why.limits),
    }
