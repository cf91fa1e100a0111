"""What `contact-due` keeps to for every case: it answers, it does not go back, and it knows how long it holds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.kernel.period import Period
from throughcare.supervision.rules.contact_due import decide_contact_due
from throughcare.supervision.rules.contact_facts import AgreedFrequency, Contact, ContactCase
from throughcare.supervision.rules.contact_policy import SCHEMES, contact_policies
from throughcare.supervision.rules.contact_value import ContactDue

POLICIES = contact_policies()
days = st.dates(date(2007, 1, 1), date(2028, 6, 30))
tiers = st.sampled_from([None, "MISSING", *(label for labels in SCHEMES.values() for label in labels)])
SENTENCES = ["community-order", "suspended-sentence-order", "custody", "licence", "post-sentence-supervision"]
SETS = [None, None, None, "ns-2007", "ns-2015", "ns-2021", "reset-2024", "impact-2025", "packages-2026"]


@st.composite
def cases(draw: st.DrawFn) -> ContactCase:
    """A case whose dates lie about one another, as those of a record do."""
    on = draw(days)
    near = st.integers(-400, 30).map(lambda shift: max(on + timedelta(days=shift), date(2005, 1, 3)))
    start = draw(near)
    contacts = st.builds(
        Contact,
        date=st.integers(-5, 400).map(lambda shift: start + timedelta(days=shift)),
        status=st.sampled_from(["attended", "attended", "scheduled", "missed", "cancelled"]),
        mode=st.sampled_from(["in-person", "in-person", "home-visit", "video", "phone", "digital-check-in"]),
        kind=st.sampled_from(["initial", "supervision", "supervision", "requirement"]),
        complied=st.sampled_from([None, True, False]),
    )
    spells = st.builds(
        lambda shift, length: Period(start + timedelta(days=shift), start + timedelta(days=shift + length)),
        st.integers(1, 300),
        st.integers(1, 90),
    )
    agreed = st.builds(AgreedFrequency, count=st.integers(1, 4), every=st.integers(1, 60))
    return ContactCase(
        on=on,
        sentence=draw(st.sampled_from(SENTENCES)),
        sentence_date=draw(st.sampled_from([start, start, None])),
        release_date=draw(st.sampled_from([start, start, None])),
        start_date=draw(st.sampled_from([start, None])),
        end_date=draw(st.none() | st.integers(20, 800).map(lambda length: start + timedelta(days=length))),
        allocation_date=draw(st.none() | near),
        tier=draw(tiers),
        tier_provisional=draw(st.booleans()) and draw(st.booleans()),
        phase=draw(st.sampled_from([None, None, None, "early-engagement", "final-third", "opd"])),
        standard_set=draw(st.sampled_from(SETS)),
        agreed_frequency=draw(st.none() | st.none() | agreed),
        plan_completed_date=draw(st.none() | near),
        contacts=tuple(draw(st.lists(contacts, max_size=6))),
        in_custody=tuple(draw(st.lists(spells, max_size=1))),
        rosh=draw(st.sampled_from([None, "low", "medium", "high", "very-high"])),
        mappa_level=draw(st.sampled_from([None, None, None, 1, 2])),
        offence_groups=draw(st.sampled_from([(), (), ("sexual",)])),
        sentence_length_months=draw(st.sampled_from([None, 6, 12, 30])),
        gender=draw(st.sampled_from([None, "female"])),
    )


def settled(value: ContactDue) -> dict[str, Any]:
    """The answer without what each day that passes is meant to alter."""
    plain = msgspec.to_builtins(value)
    for duty in [plain["next"], *plain["duties"]]:
        if duty is not None:
            for key in ("overdue", "days_left", "working_days_left"):
                duty.pop(key, None)
    if plain["state"] in ("due", "overdue"):
        plain["state"] = "open"
    return plain


@settings(deadline=None)
@given(cases())
def test_it_answers_every_case_with_a_reason_and_twice_the_same(case: ContactCase) -> None:
    decision = decide_contact_due(case, policies=POLICIES)
    again = decide_contact_due(case, policies=POLICIES)
    assert decision == again
    assert decision.reason.words.say()
    assert all(step.words.say() for step in decision.steps)
    value = decision.value
    assert (value.next is None) == (not value.duties)
    assert value.next is None or value.next.due_date == min(duty.due_date for duty in value.duties)
    assert (value.state == "overdue") <= (value.next is not None and value.next.overdue)
    assert value.ceiling is None or value.ceiling.remaining >= 0
    assert decision.holds_until is None or decision.holds_until > case.on


@settings(deadline=None)
@given(cases(), st.integers(0, 400))
def test_it_never_brings_regular_contact_forward_for_one_more_meeting(case: ContactCase, back: int) -> None:
    more = msgspec.structs.replace(case, contacts=(*case.contacts, Contact(case.on - timedelta(days=back))))
    before = contact_due_date(case)
    after = contact_due_date(more)
    if before is not None and after is not None:
        assert after >= before


def contact_due_date(case: ContactCase) -> date | None:
    """The due date of regular contact."""
    duties = decide_contact_due(case, policies=POLICIES).value.duties
    return next((duty.due_date for duty in duties if duty.kind == "contact"), None)


@settings(max_examples=300, deadline=None)
@given(cases(), st.data())
def test_it_holds_until_the_day_it_says(case: ContactCase, data: st.DataObject) -> None:
    decision = decide_contact_due(case, policies=POLICIES)
    last = (decision.holds_until or case.on + timedelta(days=200)) - timedelta(days=1)
    last = min(last, case.on + timedelta(days=400), date(2029, 1, 31))
    shift = data.draw(st.integers(0, max((last - case.on).days, 0)))
    later = msgspec.structs.replace(case, on=case.on + timedelta(days=shift))
    assert settled(decide_contact_due(later, policies=POLICIES).value) == settled(decision.value)
