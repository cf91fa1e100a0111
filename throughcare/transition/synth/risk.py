"""Registrations, assessments, and how often they let a person be seen; people whose facts are missing among them."""

from __future__ import annotations

from throughcare.transition.synth.dice import Dice, Weighted, written
from throughcare.transition.synth.model import Person, Risk
from throughcare.transition.synth.sentences import INDETERMINATE, table
from throughcare.transition.synth.settings import weight
from throughcare.transition.synth.writer import BundleWriter

HARMFUL = ("violence", "robbery", "sexual")
NEEDS = 8
_REVIEWED = ("RCPR", "RCCO", "RCHD", "RVAD", "ADVP", "SPO", "RTAO", "ALSH")
"""Registers for which a review date is always set."""
YOUNG_ADULT, YEAR = 26, 365.25
SEVERITY = Weighted({"none": 42, "standard": 38, "severe": 20})
BANDS = ((0.6, "low"), (3.36, "medium"), (5.3, "high"), (100.0, "very-high"))


def be_assessed(person: Person) -> None:
    """Choose risk of serious harm, registers and scores; needs the person's sentences."""
    dice, first = person.dice, person.sentences[0]
    risk = person.risk
    weights = weight("rosh")["custody" if first.custodial else "community"]
    rosh = "none" if person.trait == "no-rosh" else Weighted(weights).draw(dice)
    if person.trait == "very-high":
        rosh = "RVHR"
    if rosh in ("none", "RLRH") and first.kind in ("custody-extended", *INDETERMINATE):
        rosh = "RHRH"
    risk.rosh = "" if rosh == "none" else rosh
    _register(person, risk)
    _score(person, risk)
    risk.interval = interval(person, risk)


def _register(person: Person, risk: Risk) -> None:
    dice, first, registers = person.dice, person.sentences[0], risk.registers
    for register, share in weight("register").items():
        if person.wants(register, share):
            registers.add(register)
    if any(sentence.kind in INDETERMINATE for sentence in person.sentences):
        registers.add("INLL")
    if person.today - person.born < YOUNG_ADULT * YEAR and dice.random() < weight("transition-to-adulthood"):
        registers.add("T2A")
    sexual = any(sentence.group == "sexual" for sentence in person.sentences)
    if person.wants("SEXO", 0.92 if sexual else 0.015):
        registers.add("SEXO")
    if "WRNT" in registers and (first.terminated is not None or (first.custodial and first.released is None)):
        registers.discard("WRNT")
    violent = first.custodial and first.group in ("violence", "robbery") and first.kind != "custody-short"
    category = "C1" if sexual and dice.random() < 0.85 else "C2" if violent and dice.random() < 0.4 else ""
    if "RTAO" in registers:
        category = "C4"
    elif not category and person.wants("mappa-other", 0.004):
        category = "C3"
    level = {"mappa-2": "M2", "mappa-3": "M3"}.get(person.trait)
    if category or level:
        risk.mappa = (level or ("M2" if category == "C3" else table("mappa-level").draw(dice)), category or "C2")


def _score(person: Person, risk: Risk) -> None:
    """Predictors that hang together: who has been convicted often scores high on all of them."""
    dice = person.dice
    if person.trait == "no-assessment" or (not person.trait and dice.random() >= weight("assessed")):
        return
    base = dice.betavariate(1.9, 2.4)
    risk.only_score = not person.trait and dice.random() < weight("predictors")["score-only"]
    risk.static = risk.only_score or person.wants("static-predictors", weight("predictors")["static"])
    risk.ogrs = float(round(100 * base))
    serious = dice.lognormvariate(0.15 if risk.rosh in ("RHRH", "RVHR") else -0.35, 0.95) * (0.5 + base)
    risk.rsr = round(min(60.0, serious), 2)
    if person.trait != "predictors-missing" and dice.random() < 0.97:
        risk.arp = round(min(99.0, max(1.0, 100 * base + dice.gauss(0, 6))), 2)
        risk.csrp = round(min(60.0, max(0.05, serious * dice.uniform(0.7, 1.25))), 2)
    if "SEXO" in risk.registers:
        if person.sex == "F":
            risk.band = "not-applicable"
        else:
            risk.sexual = round(min(30.0, dice.lognormvariate(0.1, 0.95)), 2)
            risk.band = next(band for most, band in BANDS if risk.sexual < most)


def interval(person: Person, risk: Risk) -> int:
    """Days between meetings that the person's risk asks for: near what either tier scheme leads to."""
    days = weight("interval-days")
    level = risk.mappa[0] if risk.mappa else ""
    very_high = risk.rosh == "RVHR" and risk.mappa is not None
    if risk.arp is None or risk.csrp is None:
        weekly = risk.rosh == "RVHR" or level in ("M2", "M3") or (risk.rsr is None and not risk.rosh)
        fortnightly = risk.rosh == "RHRH" or (risk.rsr or 0) >= 7
    else:
        arp, csrp = risk.arp, risk.csrp
        weekly = (csrp >= 6.9 and arp >= 75) or (csrp >= 3 and arp >= 90) or risk.band == "very-high" or very_high
        fortnightly = csrp >= 6.9 or (csrp >= 3 and arp >= 75) or (csrp >= 1 and arp >= 90) or risk.band == "high"
        weekly = weekly or risk.static or not (risk.rosh or fortnightly)  # a provisional tier: the closest contact
        fortnightly = fortnightly or risk.rosh == "RVHR" or level in ("M2", "M3")
        fortnightly = fortnightly or (risk.rosh == "RHRH" and person.dice.random() < 0.3)
    return int(days["weekly" if weekly else "fortnightly" if fortnightly else "monthly"])


def write_registrations(person: Person, writer: BundleWriter, *, since: int, final_third: int | None) -> None:
    """Write the registers the person is on, one that was removed now and then, and a level that was another before."""
    dice, today, risk = person.dice, person.today, person.risk
    rows: list[tuple[str, str, str, int, int | None, int | None]] = []
    made = min(today, since + dice.whole(0, 20))
    if risk.rosh:
        if dice.random() < 0.15 and today - made > 120:
            changed = dice.whole(made + 60, today - 10)
            before = "RMRH" if risk.rosh in ("RHRH", "RLRH") else "RHRH"
            rows.append((before, "", "", made, made + 91, changed))
            made = changed
        rows.append((risk.rosh, "", "", made, _review(dice, made, today), None))
    if risk.mappa:
        start = min(today, since + dice.whole(0, 40))
        rows.append(("MAPP", *risk.mappa, start, _review(dice, start, today), None))
    for register in sorted(risk.registers):
        start = dice.whole(since, today) if register == "WRNT" else min(today, since + dice.whole(0, 90))
        drop = today - start > 90 and (register == "HREG" or dice.random() < 0.06)
        ended = dice.whole(start + 60, today) if drop else None
        if register in ("SEXO", "INLL", "WRNT", "ADVP", "RCPR", "NSD", "ISC", "RTAO"):
            ended = None
        dated = dice.random() < 0.5 or register in _REVIEWED
        rows.append((register, "", "", start, _review(dice, start, today) if dated else None, ended))
    if final_third is not None:
        rows.append(("PRC", "", "", final_third, None, None))
    writer.extend["registrations"](
        (f"{person.crn}/G{place}", person.crn, kind, level, category, written(start), written(review), written(ended))
        for place, (kind, level, category, start, review, ended) in enumerate(rows, start=1)
    )


def _review(dice: Dice, made: int, today: int) -> int:
    """The next review, every three months; one in twenty is overdue."""
    ahead = today + dice.whole(1, 90) if dice.random() > 0.05 else today - dice.whole(1, 60)
    return max(made, ahead)


def write_assessments(person: Person, writer: BundleWriter, *, since: int) -> None:
    """Write the latest assessment and often the one before; in the first weeks there is only a score, or nothing."""
    risk, dice, today = person.risk, person.dice, person.today
    if risk.rsr is None:
        return
    latest, rows = since + dice.whole(8, 50), []
    if latest > today:
        if dice.random() < 0.6 or person.trait:
            rows.append(_assessment(person, 1, since, only_score=True))
        writer.extend["assessments"](rows)
        return
    if today - latest > 330 and dice.random() < 0.94:
        rows.append(_assessment(person, 1, latest))
        latest = dice.whole(max(latest + 200, today - 330), today)
    rows.append(_assessment(person, len(rows) + 1, latest))
    writer.extend["assessments"](rows)


def _assessment(person: Person, number: int, day: int, *, only_score: bool = False) -> tuple[object, ...]:
    dice, risk = person.dice, person.risk
    only_score = only_score or risk.only_score
    kind = "RSR" if only_score else "SAN" if dice.random() < 0.2 else "OASYS"
    predictor = "static" if only_score or risk.static else "dynamic"
    needs = [""] * NEEDS if only_score else [SEVERITY.draw(dice) for _ in range(NEEDS)]
    answers: list[object] = ["", "", ""]
    if not only_score:
        answers = [int(dice.random() < 0.35), dice.whole(0, 2), dice.whole(0, 2)]
    known = [
        "" if value is None else value
        for value in (risk.rsr, risk.ogrs, risk.arp, predictor if risk.arp is not None else None, risk.csrp,
                      predictor if risk.csrp is not None else None, risk.sexual)
    ]  # fmt: skip
    return (f"{person.crn}/A{number}", person.crn, kind, written(day), *known, risk.band, *needs, *answers)
