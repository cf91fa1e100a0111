"""Makes a bundle: regions, each with its units, each with its staff and then its people one by one."""

from __future__ import annotations

import shutil
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from throughcare.organisations.rules.geography import RegionName, region_named
from throughcare.transition.synth.contacts import write_contacts
from throughcare.transition.synth.dice import Dice
from throughcare.transition.synth.faults import spoil
from throughcare.transition.synth.identity import be_born, be_entered_twice, write_identity
from throughcare.transition.synth.model import Person, Unit
from throughcare.transition.synth.officers import be_allocated, write_officers
from throughcare.transition.synth.orders import write_enforcements, write_sentences
from throughcare.transition.synth.profile import write_profile
from throughcare.transition.synth.risk import be_assessed, write_assessments, write_registrations
from throughcare.transition.synth.sentences import be_sentenced
from throughcare.transition.synth.settings import Request, region_order, share_out, weight
from throughcare.transition.synth.staff import CHAIN_DAYS, StaffRoom, open_region, open_unit
from throughcare.transition.synth.suspension import final_third
from throughcare.transition.synth.writer import BundleWriter, join, pack

TRAITS = (
    "duplicate", "exclusion", "restriction", "no-assessment", "no-rosh", "predictors-missing", "static-predictors",
    "very-high", "mappa-2", "mappa-3", "mappa-other", "life", "ipp", "extended", "short", "youth", "default-order",
    "recalled", "in-custody", "just-released", "just-sentenced", "unpaid-work-only", "final-third", "ended", "two-sentences",
    "earlier-sentence", "unallocated", "reallocated", "late-first", "overdue", "no-outcome", "overran", "remanded", "breach",
    "welsh-speaker", "alias", "sex-not-known", "RTAO", "NSD", "ISC", "WRNT", "HREG", "SPO", "IIOM", "RCPR", "ADVP", "SEXO",
    "drr", "atr", "mhtr", "aamr", "curfew", "attendance-centre",
)  # fmt: skip
"""Hard cases: the first people of every region show one each, so that no bundle lacks them."""
SPREAD = 617_403
CRN_ROOM = 1_000_000


class BundleExists(FileExistsError):
    """The output is there already and holds something."""


def make_bundle(request: Request, target: Path, *, workers: int = 1) -> Path:
    """Write the bundle to ``target``, a folder, or a zip where its name says so.

    The output appears whole or not at all. With several ``workers`` regions are made side by side; the bytes are the
    same. Raises ``BundleExists`` and ``ValueError`` where there are more people than case reference numbers.
    """
    if target.exists() and (target.is_file() or any(target.iterdir())):
        raise BundleExists(f"{target} exists already and is not empty")
    if not 0 < request.people < CRN_ROOM:
        raise ValueError(f"people must be from 1 to {CRN_ROOM - 1:,}, not {request.people:,}")
    scratch = target.with_name(f".{target.name}.making")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        parts = _make_regions(request, scratch, workers)
        whole = scratch / "whole"
        join(parts, whole)
        if request.faulty:
            spoil(whole)
        if target.suffix == ".zip":
            pack(whole, scratch / "whole.zip")
            (scratch / "whole.zip").replace(target)
        else:
            if target.exists():
                target.rmdir()
            whole.replace(target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return target


def _make_regions(request: Request, scratch: Path, workers: int) -> list[Path]:
    counts = share_out(request.people, [weight("region-weight")[code] for code in request.regions])
    jobs = [
        (request, code, count, scratch / code)
        for code, count in zip(request.regions, counts, strict=True)
    ]  # fmt: skip
    if workers > 1 and len(jobs) > 1:
        with ProcessPoolExecutor(workers) as pool:
            return list(pool.map(make_region, *zip(*jobs, strict=True)))
    return [make_region(*job) for job in jobs]


def make_region(request: Request, code: str, people: int, folder: Path) -> Path:
    """Write one region's rows into ``folder`` and return it."""
    region, today = region_named(code), request.as_of.toordinal()
    dice = Dice(f"{request.seed}/{request.scale}/{code}")
    noise = [dice.uniform(0.75, 1.3) for _ in region.delivery_units]
    number = 0
    with BundleWriter(folder) as writer:
        room = StaffRoom(region, request, writer, dice, today)
        open_region(room)
        counts = share_out(people, noise)
        for place, (unit_name, count) in enumerate(zip(region.delivery_units, counts, strict=True)):
            unit = open_unit(room, unit_name.code, count, vacancy=place == 0)
            _make_people(request, region, unit, writer, number, count)
            number += count
    return folder


def _make_people(
    request: Request, region: RegionName, unit: Unit, writer: BundleWriter, first: int, count: int
) -> None:
    """Write the people of a unit. The one kept in mind is whoever may be entered a second time."""
    letter = _letter(region, national=request.national)
    before: Person | None = None
    share = weight("duplicate")
    for number in range(first, first + count):
        crn = f"{letter}{(number * SPREAD + 104_729) % CRN_ROOM:06}"
        dice = Dice(f"{request.seed}/{crn}")
        trait = TRAITS[number - 1] if 0 < number <= len(TRAITS) else ""
        person = Person(crn, number, unit, dice, request.as_of.toordinal(), trait)
        twin = before if trait == "duplicate" or (not trait and dice.random() < share) else None
        if twin is not None:
            person.trait = "duplicate"
        _make_person(person, writer, twin, request.months)
        before = person


def _letter(region: RegionName, *, national: bool) -> str:
    """The letter of a region's case references; regional and national bundles never share one."""
    place = [known.code for known in region_order()].index(region.code)
    return "ABCDEFGHIJKLMNOPQRSTUVWX"[place + (12 if national else 0)]


def _make_person(person: Person, writer: BundleWriter, twin: Person | None, months: int) -> None:
    be_born(person)
    if twin is not None:
        be_entered_twice(person, twin)
    be_sentenced(person)
    _be_old_enough(person)
    be_assessed(person)
    be_allocated(person)
    first = person.sentences[0]
    since = max(min(sentence.start for sentence in person.sentences), person.today - CHAIN_DAYS)
    begun = max(since, first.released or first.start)
    write_identity(person, writer, twin=twin)
    write_sentences(person, writer)
    write_officers(person, writer)
    write_profile(person, writer, since=since)
    third = None
    if first.terminated is None and (not first.custodial or first.released is not None):
        third = final_third(person, first, first.released or first.start)
    third = third if third is not None and third <= person.today and not first.unpaid_work_only else None
    write_registrations(person, writer, since=min(begun, person.today), final_third=third)
    write_assessments(person, writer, since=min(begun, person.today))
    absences = write_contacts(person, writer, months=months)
    write_enforcements(person, writer, absences)


def _be_old_enough(person: Person) -> None:
    """Nobody was sentenced before the age of eighteen, nor, for detention and training, of sixteen."""
    for sentence in person.sentences:
        age = 16 if sentence.kind == "youth-custody" else 18
        person.born = min(person.born, sentence.sentenced - int(age * 365.25) - 20)
    first = person.sentences[0]
    if first.kind == "youth-custody" and person.trait != "duplicate":
        person.born = first.sentenced - int(16.2 * 365.25) - person.dice.whole(0, 500)
