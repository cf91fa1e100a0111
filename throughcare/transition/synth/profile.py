"""What surrounds a person: protected characteristics, ways of reaching them, circumstances, limited access."""

from __future__ import annotations

from functools import cache

from throughcare.transition.synth.dice import Weighted, written
from throughcare.transition.synth.model import Person
from throughcare.transition.synth.settings import weight, words
from throughcare.transition.synth.writer import BundleWriter

INWARD = "ABDEFGHJLNPQRSTUWXYZ"
RELIGION = {
    "W": Weighted({"none": 62, "christian": 36, "other": 2}),
    "M": Weighted({"none": 50, "christian": 42, "muslim": 8}),
    "A1": Weighted({"sikh": 40, "hindu": 38, "none": 14, "christian": 8}),
    "A2": Weighted({"muslim": 95, "none": 5}),
    "A3": Weighted({"muslim": 94, "none": 6}),
    "A": Weighted({"none": 40, "muslim": 22, "buddhist": 22, "christian": 16}),
    "B": Weighted({"christian": 62, "muslim": 22, "none": 16}),
    "O": Weighted({"muslim": 78, "none": 10, "christian": 9, "jewish": 3}),
}
ORIENTATION = Weighted({"heterosexual": 952, "gay-lesbian": 20, "bisexual": 22, "other": 6})
DISABILITY = Weighted({"none": 56, "mental-health": 20, "learning": 7, "neurodivergent": 8, "mobility": 3, "hearing": 1,
                       "visual": 1, "long-term": 3, "other": 1})  # fmt: skip
GENDER = Weighted({"same": 990, "trans-woman": 4, "trans-man": 3, "non-binary": 2, "other": 1})
RELATIONSHIP = Weighted({"single": 72, "married": 12, "separated": 14, "widowed": 2})
PREGNANCY = Weighted({"no": 95, "pregnant": 3, "maternity": 2})
CIRCUMSTANCE = (("accommodation", 0.8), ("employment", 0.75), ("caring", 0.2), ("health", 0.3), ("benefits", 0.5),
                ("other", 0.06))  # fmt: skip


def write_profile(person: Person, writer: BundleWriter, *, since: int) -> None:
    """Write characteristics, contact details, circumstances and limited access; ``since`` is the first day known."""
    asked = min(person.today, since + person.dice.whole(0, 30))
    _write_characteristics(person, writer, asked)
    _write_contact_details(person, writer, since)
    _write_circumstances(person, writer, since)
    if person.trait in ("exclusion", "restriction") or person.dice.random() < weight("limited-access"):
        _limit_access(person, writer, asked)


@cache
def _shares() -> tuple[float, float]:
    return weight("not-said")["not-said"], weight("not-said")["not-asked"]


def _write_characteristics(person: Person, writer: BundleWriter, asked: int) -> None:
    dice, ethnicity = person.dice, person.ethnicity
    not_said, not_asked = _shares()
    religion = RELIGION.get(ethnicity) or RELIGION[ethnicity[0]]
    answers = [
        ("ethnicity", ethnicity),
        ("religion", religion.draw(dice)),
        ("sexual-orientation", ORIENTATION.draw(dice)),
        ("disability", DISABILITY.draw(dice)),
        ("gender-identity", GENDER.draw(dice)),
        ("relationship", RELATIONSHIP.draw(dice)),
    ]
    if person.woman:
        answers.append(("pregnancy", PREGNANCY.draw(dice)))
    staff, day = person.officer_on(asked)[0], written(asked)
    rows = []
    for kind, answer in answers:
        draw = dice.random() * (2 if kind == "ethnicity" else 1)
        if draw >= not_asked + not_said:
            rows.append((person.crn, kind, answer, day, staff))
        elif draw >= not_asked:
            rows.append((person.crn, kind, "not-said", day, staff))
    writer.extend["characteristics"](rows)


def _address(person: Person) -> tuple[str, str]:
    dice = person.dice
    town, outward = dice.pick(person.unit.towns)
    street = f"{dice.pick(words('streets'))} {dice.pick(words('street-kinds'))}"
    flat = f"Flat {dice.whole(1, 24)}, " if dice.random() < 0.18 else ""
    inward = f"{dice.whole(0, 9)}{dice.pick(INWARD)}{dice.pick(INWARD)}"
    return f"{flat}{dice.whole(1, 180)} {street}, {town}", f"{dice.pick(outward)} {inward}"


def _write_contact_details(person: Person, writer: BundleWriter, since: int) -> None:
    dice, crn, rows = person.dice, person.crn, []
    day = since
    if dice.random() < 0.25 and person.today - since > 60:
        moved = dice.whole(since + 20, person.today - 5)
        rows.append((crn, "address", *_address(person), written(day), written(moved)))
        day = moved
    if dice.random() < 0.93:
        rows.append((crn, "address", *_address(person), written(day), ""))
    if dice.random() < 0.86:
        rows.append((crn, "mobile", f"07700 900{dice.whole(0, 999):03}", "", written(since), ""))
    if dice.random() < 0.08:
        rows.append((crn, "telephone", f"01632 960{dice.whole(0, 999):03}", "", written(since), ""))
    if dice.random() < 0.4:
        name = f"{person.forenames.partition(' ')[0]}.{person.surname}{dice.whole(1, 99)}".lower().replace(" ", "")
        rows.append((crn, "email", f"{name}@example.org", "", written(since), ""))
    writer.extend["contact_details"](rows)


def _write_circumstances(person: Person, writer: BundleWriter, since: int) -> None:
    dice, rows = person.dice, []
    for kind, share in CIRCUMSTANCE:
        if dice.random() < share * 0.6:
            begun = dice.whole(since, person.today)
            ended = begun + dice.whole(30, 400) if dice.random() < 0.2 else None
            ended = ended if ended is not None and ended <= person.today else None
            text = dice.pick(words("circumstances")[kind])
            rows.append((person.crn, kind, text, written(begun), written(ended)))
    writer.extend["circumstances"](rows)


def _limit_access(person: Person, writer: BundleWriter, day: int) -> None:
    """Bar one or two members of staff, or restrict the record to the officer, the officer's senior and a few."""
    dice, staff = person.dice, person.unit.staff
    kind = person.trait if person.trait in ("exclusion", "restriction") else dice.pick(("exclusion", "restriction"))
    officer = person.officer_on(person.today)[0]
    others = [code for code in staff if code != officer]
    named = set(dice.sample(others, min(len(others), dice.whole(1, 2) if kind == "exclusion" else 3)))
    if kind == "restriction":
        named |= {officer, staff[0]} - {""}
    reason = dice.pick(words("access-reasons")[kind])
    for code in sorted(named):
        writer.add["restrictions"]((person.crn, kind, code, reason, written(day), ""))
