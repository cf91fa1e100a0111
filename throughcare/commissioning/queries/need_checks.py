"""What stands in the way of agreeing a statement of need, and what the rules say of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.commissioning.models import Need, NeedLine
from throughcare.commissioning.rules.need_blocks import block
from throughcare.commissioning.rules.need_shares import Party, Shares, SharesCase, decide_shares
from throughcare.kernel.decision import Decision, Reason, Words, mark
from throughcare.organisations.rules.geography import police_areas
from throughcare.organisations.rules.supplier_codes import COHORT, NEED

_LINE, _LINE_FOR = mark("{need} in {area}"), mark("{need} for {people} in {area}")


@dataclass(frozen=True)
class NeedBlock:
    """Something that stands in the way: ``part`` is the part of the need that it belongs to."""

    part: str
    reason: Reason


def shares_of(need: Need, *, on: date) -> Decision[Shares]:
    """What the rule says of the shares."""
    told = tuple(
        Party(name=each.name, kind=each.kind, share=float(each.share), agreed_by=each.agreed_name)  # type: ignore[arg-type]
        for each in need.parties.all()
    )
    return decide_shares(SharesCase(on=on, parties=told))


def blocks_of(need: Need, *, on: date) -> tuple[NeedBlock, ...]:
    """Everything that stands in the way of agreeing, part by part."""
    return tuple(_blocks(need, on))


def counted_twice(lines: Sequence[NeedLine]) -> list[tuple[NeedLine, NeedLine]]:
    """Each line of a police-force area with the line of its whole region that counts the same people."""
    wholes = {(each.category, each.cohort, each.region_id): each for each in lines if not each.police_area}
    found = ((each, wholes.get((each.category, each.cohort, each.region_id))) for each in lines if each.police_area)
    return [(line, whole) for line, whole in found if whole is not None]


def line_words(line: NeedLine) -> Words:
    """The line as people say it: the need, for whom, and where."""
    area = police_areas().get(line.police_area)
    where = area.name if area else line.region.name
    need = Words(NEED.label(line.category))
    if not line.cohort:
        return Words(_LINE, {"need": need, "area": where})
    return Words(_LINE_FOR, {"need": need, "people": Words(COHORT.label(line.cohort)), "area": where})


def _blocks(need: Need, on: date) -> Iterator[NeedBlock]:
    if not need.description.strip():
        yield NeedBlock("details", block("no-description"))
    lines = list(need.lines.select_related("region"))
    if not lines:
        yield NeedBlock("lines", block("no-lines"))
    for line in lines:
        if not line.volume:
            yield NeedBlock("lines", block("line-without-volume", line=line_words(line)))
        if line.value_pence is None:
            yield NeedBlock("lines", block("line-without-value", line=line_words(line)))
    for line, whole in counted_twice(lines):
        yield NeedBlock("lines", block("counted-twice", line=line_words(line), whole=line_words(whole)))
    shares = shares_of(need, on=on)
    sentences = {step.code: step.words for step in shares.steps}
    yield from (NeedBlock("parties", Reason(code, sentences[code])) for code in shares.value.blocks)
    if shares.value.right and not shares.value.agreed:
        yield NeedBlock("parties", shares.reason)
