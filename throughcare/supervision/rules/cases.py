"""From a record to the cases of the rules: which facts each rule is asked with. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from throughcare.people.rules.codes import REQUIREMENT_CATEGORY, SENTENCE_KIND
from throughcare.supervision.rules import tier_cases as tier
from throughcare.supervision.rules.codes import CONTACT_TYPE, OUTCOME, REGISTRATION_TYPE
from throughcare.supervision.rules.contact_facts import Contact, ContactCase
from throughcare.supervision.rules.record import AssessmentRow, Record, RegistrationRow, SentenceRow

ONE_DAY = timedelta(days=1)
SEXUAL = frozenset({"sexual"})
VIOLENT = frozenset({"violence", "robbery"})
_DOMESTIC_ABUSE = frozenset({"ADVP", "REG30"})
_ROSH: dict[str, str] = {
    code: entry.facts["rosh"] for code, entry in REGISTRATION_TYPE.by_code.items() if entry.facts.get("rosh")
}
_GENDERS = {"F": "female", "M": "male"}
_CUSTODIAL = frozenset(SENTENCE_KIND.having("custodial"))
_ORDERS = {
    "community-order": "community-order",
    "supervision-default-order": "community-order",
    "suspended-sentence-order": "suspended-sentence-order",
}
_SEVERITY = {"none": "NONE", "standard": "STANDARD", "severe": "SEVERE", "": None}


def two_axis_case(record: Record, *, on: date) -> tier.TwoAxisCase:
    """The facts for the tier of 2021."""
    scored = _latest(record.assessments, "rsr")
    reconviction = _latest(record.assessments, "ogrs")
    return tier.TwoAxisCase(
        on=on,
        crn=record.crn,
        sex={"F": "FEMALE", "M": "MALE"}.get(record.sex, "UNKNOWN"),  # type: ignore[arg-type]
        rsr=scored.rsr if scored else None,
        ogrs=reconviction.ogrs if reconviction else None,
        registrations=_registrations(record.registrations),
        enforcement=_enforcement(record, on),
        sentences=_sentences(record, on),
        assessment=_needs_assessment(record.assessments),
    )


def a_to_g_case(record: Record, *, on: date) -> tier.AToGCase:
    """The facts for the tier of 2026."""
    reoffending, serious = _latest(record.assessments, "arp"), _latest(record.assessments, "csrp")
    sexual = _latest(record.assessments, "dc_srp")
    kinds = {sentence.kind for sentence in record.sentences}
    return tier.AToGCase(
        on=on,
        crn=record.crn,
        sentences=_sentences(record, on),
        arp=reoffending.arp if reoffending else None,
        arp_type=_predictor(reoffending.arp_kind if reoffending else ""),  # type: ignore[arg-type]
        csrp=serious.csrp if serious else None,
        csrp_type=_predictor(serious.csrp_kind if serious else ""),  # type: ignore[arg-type]
        dc_srp=sexual.dc_srp if sexual else None,
        dc_srp_band=_band(sexual.dc_srp_band) if sexual else None,  # type: ignore[arg-type]
        registrations=_registrations(record.registrations),
        lifer_or_ipp=True if kinds & {"custody-life", "custody-ipp"} else None,
        latest_release_date=max((s.until for s in record.custody if s.until and s.until <= on), default=None),
        ever_committed_sexual_offence=_is_sexual(record),
    )


def contact_cases(record: Record, *, label: str | None, scheme: str, provisional: bool, on: date) -> list[ContactCase]:
    """One case for each sentence that runs; where none does, one for the sentence that ended last (or none at all)."""
    running = [sentence for sentence in record.sentences if sentence.runs_on(on)]
    if not running and record.sentences:
        running = [max(record.sentences, key=lambda sentence: sentence.ended_on() or date.max)]
    if not running:
        return []
    facts = _person_facts(record)
    contacts = tuple(filter(None, map(_MADE.__getitem__, record.contacts)))
    return [
        ContactCase(
            on=on,
            crn=record.crn,
            tier=label,
            tier_scheme=scheme if label else None,  # type: ignore[arg-type]
            tier_provisional=provisional,
            contacts=contacts,
            region=record.region,
            plan_completed_date=_plan_date(record, sentence),
            stand_alone_unpaid_work=_is_unpaid_work_alone(record, sentence, on),
            youth_sentence=sentence.kind == "youth-custody",
            **stage_of(record, sentence, on),  # type: ignore[arg-type]
            **facts,  # type: ignore[arg-type]
        )
        for sentence in running
    ]


def _person_facts(record: Record) -> dict[str, object]:
    types = {entry.type for entry in record.registrations}
    offences = {sentence.offence_group for sentence in record.sentences}
    mappa = None
    if "MAPP" in types:
        mappa = max((r for r in record.registrations if r.type == "MAPP"), key=lambda r: r.registered_on)
    groups = []
    if not offences.isdisjoint(SEXUAL) or "SEXO" in types:
        groups.append("sexual")
    if not types.isdisjoint(_DOMESTIC_ABUSE):
        groups.append("domestic-abuse")
    if not offences.isdisjoint(VIOLENT):
        # The published list says "serious violence" without saying how serious: the cautious reading keeps contact up.
        groups.append("serious-violence")
    return {
        "rosh": _rosh(record.registrations),
        "mappa_category": int(mappa.category[1]) if mappa and mappa.category else (1 if mappa else None),
        "mappa_level": int(mappa.level[1]) if mappa and mappa.level else None,
        "offence_groups": tuple(groups),
        "child_protection": "RCPR" in types,
        "national_security_division": "NSD" in types,
        "intensive_supervision_court": "ISC" in types,
        "unlawfully_at_large": "WRNT" in types,
        "gender": _GENDERS.get(record.sex, "other"),
    }


def stage_of(record: Record, sentence: SentenceRow, on: date) -> dict[str, object]:
    """Under which kind of supervision the sentence stands on the day, from when and until when."""
    ended = sentence.ended_on()
    last = ended - ONE_DAY if ended else None
    if sentence.kind not in _CUSTODIAL:
        return {
            "sentence": _ORDERS[sentence.kind],
            "sentence_date": sentence.sentenced_on,
            "start_date": sentence.starts_on,
            "end_date": last,
            "in_custody": record.returns_to_custody(),
        }
    served = [spell for spell in record.custody if spell.sentence == sentence.id and spell.kind == "sentence"]
    release = max((spell.until for spell in served if spell.until), default=None)
    if any(spell.until is None for spell in served) or (release is None and served):
        release = None
    elif release is None:
        release = sentence.starts_on
    licence_ends = sentence.licence_ends_on
    common = {
        "sentence_date": sentence.sentenced_on,
        "release_date": release,
        "in_custody": record.returns_to_custody(),
    }
    if release is None or on < release:
        return {**common, "sentence": "custody", "end_date": last}
    if licence_ends is not None and on >= licence_ends:
        return {**common, "sentence": "post-sentence-supervision", "start_date": licence_ends, "end_date": last}
    if licence_ends is not None and (last is None or licence_ends - ONE_DAY < last):
        last = licence_ends - ONE_DAY
    return {**common, "sentence": "licence", "end_date": last}


def _plan_date(record: Record, sentence: SentenceRow) -> date | None:
    # One with an outcome was entered in error.
    plans = [row for row in record.contacts if row[0] == "PLAN" and not row[2]]
    days = [row[1] for row in plans if row[1] >= sentence.sentenced_on]
    return min(days, default=None)


def _is_unpaid_work_alone(record: Record, sentence: SentenceRow, on: date) -> bool:
    if sentence.kind in _CUSTODIAL:
        return False
    live = {
        entry.category
        for entry in record.requirements
        if entry.sentence == sentence.id and (entry.ended is None or on < entry.ended)
    }
    return bool(live) and live <= {"upw", "upw-extension"}


class _Made(dict[tuple[str, date, str], Contact | None]):
    """The rule's contact for a type, a day and an outcome, None for what is no meeting: the same for everybody, so made
    once."""

    def __missing__(self, row: tuple[str, date, str]) -> Contact | None:
        if len(self) >= _MOST_MADE:
            self.clear()
        kind, day, outcome = row
        attributes = attributes_of(kind, outcome)
        made = self[row] = None if attributes is None else Contact(day, *attributes)
        return made


_MOST_MADE = 200_000
_MADE = _Made()


@cache
def attributes_of(kind: str, outcome: str) -> Any:
    facts = CONTACT_TYPE[kind].facts
    mode = facts["mode"]
    if mode == "none":
        return None
    result = OUTCOME[outcome].facts if outcome else {}
    if not outcome:
        status = "scheduled"
    elif result.get("cancelled"):
        status = "cancelled"
    else:
        status = "attended" if result["attended"] else "missed"
    purpose = "initial" if facts.get("initial") else "supervision"
    return status, mode, purpose, facts["standard"], result.get("complied")


def _latest(assessments: Iterable[AssessmentRow], score: str) -> AssessmentRow | None:
    scored = [entry for entry in assessments if getattr(entry, score) is not None]
    return max(scored, key=lambda entry: entry.completed_on, default=None)


def _needs_assessment(assessments: Iterable[AssessmentRow]) -> tier.Assessment | None:
    full = [entry for entry in assessments if entry.kind != "RSR"]
    if not full:
        return None
    latest = max(full, key=lambda entry: entry.completed_on)
    return tier.Assessment(
        type=latest.kind,  # type: ignore[arg-type]
        completed_date=latest.completed_on,
        needs=_needs(latest.needs),
        parenting_responsibilities=None if latest.parenting is None else bool(latest.parenting),
        impulsivity=latest.impulsivity,  # type: ignore[arg-type]
        temper_control=latest.temper,  # type: ignore[arg-type]
    )


@lru_cache(maxsize=8_192)
def _needs(severities: tuple[str, ...]) -> tier.Needs:
    """``severities`` in the order of ``supervision.models.risk.NEEDS``."""
    found = [_SEVERITY[severity] for severity in severities]
    names = ("accommodation", "education_training_employment", "relationships", "lifestyle", "drugs", "alcohol",
             "thinking_behaviour", "attitudes")  # fmt: skip
    return tier.Needs(**dict(zip(names, found, strict=True)))  # type: ignore[arg-type]


def _registrations(rows: Iterable[RegistrationRow]) -> tuple[tier.Registration, ...]:
    return tuple([_registration(*row) for row in rows])


@lru_cache(maxsize=65_536)
def _registration(kind: str, level: str, category: str, registered_on: date) -> tier.Registration:
    return tier.Registration(
        type=kind, level=level or None, category=f"M{category[1]}" if category else None, date=registered_on
    )


def _sentences(record: Record, on: date) -> tuple[tier.Sentence, ...]:
    return tuple(
        tier.Sentence(
            type=SENTENCE_KIND[sentence.kind].facts["disposal"],
            terminated_date=sentence.ended_on(),
            requirements=tuple(
                _requirement(entry.category)
                for entry in record.requirements
                if entry.sentence == sentence.id and (entry.ended is None or on < entry.ended)
            ),
        )
        for sentence in record.sentences
    )


@cache
def _requirement(category: str) -> tier.Requirement:
    facts = REQUIREMENT_CATEGORY[category].facts
    return tier.Requirement(main_category=facts["main"], restrictive=facts.get("restrictive", False))


def _enforcement(record: Record, on: date) -> tuple[tier.Enforcement, ...]:
    if not record.enforcements:
        return ()
    by_id = {sentence.id: sentence for sentence in record.sentences}
    return tuple(
        tier.Enforcement(
            outcome=entry.outcome or None,
            conviction_active=by_id[entry.sentence].runs_on(on),
            conviction_length_months=_months(by_id[entry.sentence]),
        )
        for entry in record.enforcements
        if entry.sentence in by_id
    )


def _months(sentence: SentenceRow) -> float | None:
    if sentence.ends_on is None:
        return None
    first, last = sentence.starts_on, sentence.ends_on
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def _rosh(registrations: Iterable[RegistrationRow]) -> str | None:
    latest = None
    for entry in registrations:
        if entry.type in _ROSH and (latest is None or entry.registered_on > latest.registered_on):
            latest = entry
    return _ROSH[latest.type] if latest is not None else None


def _is_sexual(record: Record) -> bool:
    return any(sentence.offence_group in SEXUAL for sentence in record.sentences) or any(
        entry.type == "SEXO" for entry in record.registrations
    )


def _predictor(kind: str) -> str | None:
    return kind.upper() or None


def _band(band: str) -> str | None:
    return band.upper().replace("-", "_") or None
