"""Periods, bands, transitions, decisions, the rulebook and events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from throughcare.kernel.bands import Bands
from throughcare.kernel.decision import Decision, PolicyUse, Reason, Step, Words, say
from throughcare.kernel.events import Announcer, Event
from throughcare.kernel.period import Period
from throughcare.kernel.rulebook import Rule, RuleBook, UnknownRule
from throughcare.kernel.transitions import NotAllowed, Transitions


def test_it_holds_the_first_day_of_a_period_and_not_its_end() -> None:
    period = Period(date(2024, 1, 10), date(2024, 1, 12))
    days = [date(2024, 1, 9), date(2024, 1, 10), date(2024, 1, 11), date(2024, 1, 12)]
    assert [day in period for day in days] == [False, True, True, False]
    assert date(2999, 1, 1) in Period(date(2024, 1, 10))


def test_it_knows_which_periods_share_a_day() -> None:
    period = Period(date(2024, 1, 10), date(2024, 1, 20))
    assert not period.overlaps(Period(date(2024, 1, 20), date(2024, 1, 30)))
    assert not Period(date(2024, 1, 20)).overlaps(period)
    assert period.overlaps(Period(date(2024, 1, 19), date(2024, 1, 30)))
    assert period.overlaps(Period(date(2024, 1, 1)))
    assert Period(date(2024, 1, 1)).overlaps(Period(date(2030, 1, 1)))


def test_it_refuses_a_period_that_ends_before_it_starts() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2024, 1, 10), date(2024, 1, 9))
    assert date(2024, 1, 10) not in Period(date(2024, 1, 10), date(2024, 1, 10))


def test_it_leaves_no_hole_between_bands() -> None:
    bands = Bands([(0, "low"), (3.0, "medium"), (7.0, "high")])
    found = [bands[number] for number in (0, 2.999, 3.0, 6.99, 6.995, 7, 1000)]
    assert found == ["low", "low", "medium", "medium", "medium", "high", "high"]
    assert bands.bounds == (0, 3.0, 7.0)
    with pytest.raises(LookupError, match="below the lowest band"):
        bands[-0.1]


@pytest.mark.parametrize("bands", [[], [(1, "a"), (1, "b")], [(2, "a"), (1, "b")]])
def test_it_refuses_bands_that_do_not_rise(bands: list[tuple[float, str]]) -> None:
    with pytest.raises(ValueError, match="must rise"):
        Bands(bands)


STATES = Transitions(
    "door", "shut", {"shut": {"open": "open"}, "open": {"shut": "shut", "break": "broken"}, "broken": {}}
)


def test_it_moves_only_as_the_table_says() -> None:
    assert (STATES.next("shut", "open"), STATES.next("open", "break")) == ("open", "broken")
    with pytest.raises(NotAllowed, match="door: 'break' is not allowed when 'shut'; allowed: open"):
        STATES.next("shut", "break")
    with pytest.raises(NotAllowed, match="allowed: nothing"):
        STATES.next("broken", "shut")
    with pytest.raises(KeyError):
        STATES.next("ajar", "open")


def test_it_draws_the_table() -> None:
    assert STATES.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> shut",
        "    shut --> open: open",
        "    open --> shut: shut",
        "    open --> broken: break",
        "    broken --> [*]",
    ]


def test_it_refuses_a_table_that_leads_nowhere() -> None:
    with pytest.raises(ValueError, match="ajar"):
        Transitions("door", "shut", {"shut": {"open": "ajar"}})
    with pytest.raises(ValueError, match="shut"):
        Transitions("door", "shut", {})


def test_it_says_a_sentence_in_another_language() -> None:
    welsh = {"{count} in {unit}": "{count} mewn {unit}", "days": "dyddiau"}
    words = Words("{count} in {unit}", {"count": 2.50, "unit": Words("days")})
    assert (words.say(), str(words)) == ("2.5 in days", "2.5 in days")
    assert words.say(lambda text: welsh[text]) == "2.5 mewn dyddiau"
    assert say("nothing to fill", {}) == "nothing to fill"
    with pytest.raises(KeyError):
        say("{missing}", {"other": 1})


def test_it_turns_a_decision_into_plain_data() -> None:
    use = PolicyUse("family.limit", "Limit", 5, "days", date(2021, 1, 1), "A paper", "confirmed")
    reason = Reason("late", Words("Late by {days} days", {"days": 2}))
    decision = Decision("rule", "set", 7, reason, (Step("a", Words("Looked"), 7, True),), (use,), date(2024, 1, 1))
    assert decision.as_dict() == {
        "rule": "rule",
        "rule_set": "set",
        "value": 7,
        "reason": {"code": "late", "text": "Late by 2 days"},
        "steps": [{"code": "a", "text": "Looked", "result": 7, "decisive": True}],
        "policies": [use._asdict()],
        "holds_until": date(2024, 1, 1),
    }
    assert decision.as_dict(lambda text: text.replace("Looked", "Edrych"))["steps"][0]["text"] == "Edrych"


def rule(rule_set: str, *, default: bool = False) -> Rule:
    return Rule("tier", rule_set, "Tier", int, str, lambda case: case, (), "a paper", default)


def test_it_finds_a_rule_by_name_and_set() -> None:
    book = RuleBook([rule("first"), rule("second", default=True)])
    assert [item.rule_set for item in book] == ["first", "second"]
    assert (book.find("tier").rule_set, book.find("tier", "first").rule_set) == ("second", "first")
    assert RuleBook([rule("only")]).find("tier").rule_set == "only"
    with pytest.raises(UnknownRule, match="no rule named 'teir'; known: tier"):
        book.find("teir")
    with pytest.raises(UnknownRule, match="no rule set 'third'; known: first, second"):
        book.find("tier", "third")
    with pytest.raises(ValueError, match="listed twice"):
        RuleBook([rule("first"), rule("first")])


@dataclass(frozen=True)
class DoorOpened(Event):
    door: str


def test_it_announces_to_the_handlers_in_order_and_passes_on_what_they_raise() -> None:
    announcer, heard = Announcer(), []
    announcer.announce(DoorOpened("front"))
    announcer.subscribe({DoorOpened: (lambda event: heard.append(event.door), lambda event: heard.append(1))})
    announcer.announce(DoorOpened("back"))
    assert heard == ["back", 1]

    def fail(event: DoorOpened) -> None:
        raise RuntimeError(event.door)

    announcer.subscribe({DoorOpened: (fail,)})
    with pytest.raises(RuntimeError, match="side"):
        announcer.announce(DoorOpened("side"))
    assert heard == ["back", 1]
