"""Who a person is: name, birth, language, identifiers, other names, and the same person entered twice."""

from __future__ import annotations

from functools import cache

from throughcare.transition.synth.dice import Weighted, written
from throughcare.transition.synth.model import Person
from throughcare.transition.synth.names import misspelt, person_name, preferred
from throughcare.transition.synth.settings import weight, words
from throughcare.transition.synth.writer import BundleWriter

PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
YEAR = 365.25
TRIES = 8
"""So often is a name drawn anew when somebody of the unit has it: two of one name are to be told apart by chance alone."""
AGES = Weighted({(18, 20): 6, (21, 24): 12, (25, 29): 17, (30, 34): 18, (35, 39): 16, (40, 49): 19, (50, 59): 9,
                 (60, 78): 3})  # fmt: skip


@cache
def ethnicities(region: str) -> Weighted[str]:
    """Ethnic groups of a region."""
    return Weighted(weight("ethnicity-by-region").get(region) or weight("ethnicity"))


def pnc(year: int, serial: int) -> str:
    """A PNC number: year, serial of seven digits, and the check letter, the remainder of YYNNNNNNN by 23."""
    return f"{year}/{serial:07}{PNC_LETTERS[(year % 100 * 10_000_000 + serial) % 23]}"


def noms(number: int, letter: str) -> str:
    """A prison number of the form A1234BC; different for every number below a million with the same letter."""
    rest, digits = divmod(number, 10_000)
    return f"{letter}{digits:04}{LETTERS[rest // 26 % 26]}{LETTERS[rest % 26]}"


def be_born(person: Person) -> None:
    """Choose sex, ethnic group, language, name and date of birth."""
    dice, region = person.dice, person.unit.region
    person.woman = dice.random() < weight("women")
    person.sex = "X" if person.wants("sex-not-known", 0.0015) else "F" if person.woman else "M"
    person.ethnicity = ethnicities(region).draw(dice)
    welsh = weight("welsh-preferred")
    person.language = _language(person, welsh["N03" if region == "N03" else "elsewhere"])
    in_wales = region == "N03" and dice.random() < 0.6
    for _ in range(TRIES):
        person.forenames, person.surname = person_name(
            dice, person.ethnicity, woman=person.woman, welsh=in_wales or person.language == "cy"
        )
        key = (person.forenames.partition(" ")[0], person.surname)
        if key not in person.unit.named:
            break
    person.unit.named.add(key)
    least, most = AGES.draw(dice)
    person.born = person.today - int((least + 0.3) * YEAR) - dice.whole(0, int((most - least + 0.6) * YEAR))


def _language(person: Person, welsh: float) -> str:
    if person.wants("welsh-speaker", welsh if person.ethnicity == "W1" else 0):
        return "cy"
    draw = person.dice.random() * 100
    for language, share in words("languages").get(person.ethnicity, {}).items():
        draw -= share
        if draw < 0:
            return str(language)
    return "en"


def be_entered_twice(person: Person, original: Person) -> None:
    """Make the person the same as an earlier one, with a slip in the name and sometimes in the date of birth."""
    dice = person.dice
    person.woman, person.sex, person.ethnicity = original.woman, original.sex, original.ethnicity
    person.language, person.born = original.language, original.born
    person.forenames, person.surname = original.forenames.partition(" ")[0], original.surname
    if dice.random() < 0.6:
        person.surname = misspelt(dice, person.surname)
    else:
        person.forenames = misspelt(dice, person.forenames)
    if dice.random() < 0.3:
        person.born -= dice.pick((1, 9, 10, 365))


def write_identity(person: Person, writer: BundleWriter, *, twin: Person | None) -> None:
    """Write the person, other names and identifiers."""
    dice, crn = person.dice, person.crn
    called = preferred(person.forenames) if dice.random() < 0.16 else ""
    row = (crn, person.forenames, person.surname, called, written(person.born), person.sex, person.language)
    writer.add["people"]((*row, person.unit.code))
    _write_identifiers(person, writer, twin)
    if person.wants("alias", 0.09):
        alias = person_name(dice, person.ethnicity, woman=person.woman, welsh=False)
        short = words("short-forms").get(person.forenames.partition(" ")[0], "")
        writer.add["names"]((crn, "alias", short or alias[0], person.surname if short else alias[1]))
    if dice.random() < (0.2 if person.woman else 0.02):
        former = person_name(dice, person.ethnicity, woman=person.woman, welsh=False)[1]
        writer.add["names"]((crn, "former", person.forenames, former))


def _write_identifiers(person: Person, writer: BundleWriter, twin: Person | None) -> None:
    dice, add, crn = person.dice, writer.add["identifiers"], person.crn
    if twin is not None:
        if dice.random() < 0.35:
            add((crn, "PNC", pnc_of(twin)))
        return
    if dice.random() < 0.94:
        add((crn, "PNC", pnc_of(person)))
    if any(sentence.custodial for sentence in person.sentences) or dice.random() < 0.2:
        add((crn, "NOMS", noms(int(crn[1:]), crn[0])))
    if dice.random() < 0.3:
        add((crn, "NINO", f"QQ{int(crn[1:]):06}{dice.pick('ABCD')}"))
    if dice.random() < 0.02:
        add((crn, "OLD-CRN", f"Z{int(crn[1:]):06}"))


def pnc_of(person: Person) -> str:
    """The PNC number of a person, worked out from birth and case reference so that nobody else has it."""
    year = int(written(person.born)[:4]) + 16 + person.number % 5
    serial = ((ord(person.crn[0]) - 65) * 400_000 + person.number) * 7_654_321 % 10_000_000
    return pnc(min(year, int(written(person.today)[:4])), serial)
