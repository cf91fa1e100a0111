"""The command line of rules as code: what goes in, what comes out, and how it fails."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import threading
import tracemalloc
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from throughcare.kernel.rulebook import Rule
from throughcare.site.case_reader import CaseReader, is_plain
from throughcare.site.cli import COMMANDS, main
from throughcare.site.cli.decide import run
from throughcare.site.cli.lines import LineTooLong, bounded_lines
from throughcare.site.rulebooks import all_rules, find_rule
from throughcare.supervision.rules.tier_cases import TwoAxisCase
from throughcare.supervision.tests.scenario_files import scenarios

GOOD = b'{"on":"2026-03-02","rsr":7.1}'


def invoke(*arguments: str, lines: bytes = b"") -> Result:
    return CliRunner().invoke(main, arguments, input=lines)


def answers(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_command_in_the_table_loads_and_is_listed() -> None:
    listed = invoke("--help").output
    for name in COMMANDS:
        assert name in listed
        assert main.get_command(None, name).name == name  # type: ignore[arg-type,union-attr]


def test_it_decides_each_line_in_order() -> None:
    result = invoke("decide", "tier", lines=b'{"on":"2026-03-02","rsr":7}\n{"on":"2026-03-02","rsr":3}\n')
    assert [answer["value"]["tier"] for answer in answers(result)] == ["B0", "C0"]
    assert result.exit_code == 0


def test_the_last_line_needs_no_end_and_windows_ends_are_read() -> None:
    result = invoke("decide", "tier", lines=b"\xef\xbb\xbf" + GOOD + b"\r\n" + GOOD)
    assert [answer["value"]["tier"] for answer in answers(result)] == ["B0", "B0"]


def test_no_input_gives_no_output() -> None:
    result = invoke("decide", "tier")
    assert (result.stdout, result.exit_code) == ("", 0)


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"", "the line is empty"),
        (b"not json", "not JSON"),
        (b"[]", "Expected `object`, got `array`"),
        (b'{"on":"2026-03-02","rssr":7}', "unknown field `rssr`"),
        (
            b'{"on":"2026-03-02","registrations":[{"type":"RVHR","lvl":"M1"}]}',
            "unknown field `lvl` - at `registrations",
        ),
        (b'{"on":"2026-03-02","assessment":{"needs":{"drug":1}}}', "unknown field `drug` - at `assessment.needs"),
        (b'{"on":"2026-03-02","rsr":-0.1}', "at `rsr`"),
        (b'{"on":"2026-03-02","rosh":"HUGE"}', "at `rosh`"),
        (b'{"on":"2026-02-30"}', "at `on`"),
        (b'{"rsr":7}', "missing required field `on`"),
        (b'{"on":"1999-01-01"}', "no value in force on 1999-01-01"),
        (b'{"on":"2026-03-02","crn":"\xff"}', "not UTF-8"),
        (b"[" * 100_000, "Expected `object`, got `array`"),
        (b'{"on":"2026-03-02","crn":' + b"[" * 100_000, "got `array`"),
    ],
)
def test_a_bad_line_gives_its_number_and_fault_and_the_run_goes_on(line: bytes, error: str) -> None:
    result = invoke("decide", "tier", lines=GOOD + b"\n" + line + b"\n" + GOOD + b"\n")
    first, second, third = answers(result)
    assert second["line"] == 2
    assert error in second["error"]
    assert first == third
    assert first["value"]["tier"] == "B0"
    assert "1 of 3 lines could not be decided" in result.stderr
    assert result.exit_code == 1


def test_a_line_of_400_megabytes_is_refused_in_bounded_memory() -> None:
    class Long(io.RawIOBase):
        """A stream of one line of 400 MB, then a good one, made as it is read."""

        left = 400_000_000
        tail = b"\n" + GOOD + b"\n"

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            if self.left:
                size = min(len(buffer), self.left)
                buffer[:size] = b"x" * size
                self.left -= size
                return size
            size = min(len(buffer), len(self.tail))
            buffer[:size], self.tail = self.tail[:size], self.tail[size:]
            return size

    target = io.BytesIO()
    tracemalloc.start()
    failed, total = run(find_rule("tier"), io.BufferedReader(Long()), target)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    first, second = map(json.loads, target.getvalue().splitlines())
    assert first == {"line": 1, "error": "line too long: 400,000,001 bytes, at most 1,048,576 are read"}
    assert second["value"]["tier"] == "B0"
    assert (failed, total) == (1, 2)
    assert peak < 20_000_000


@pytest.mark.parametrize(("text", "kept"), [(b"123\n", True), (b"123", True), (b"1234\n", False), (b"1234", False)])
def test_a_line_may_be_as_long_as_the_limit_and_no_longer(text: bytes, kept: bool) -> None:
    first, second = bounded_lines(io.BytesIO(text + (b"" if text.endswith(b"\n") else b"\n") + b"9"), longest=3)
    assert isinstance(first, LineTooLong) is not kept
    assert second == b"9"


def test_a_reader_that_goes_away_ends_the_run_without_a_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "throughcare", "decide", "tier"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr

    def feed(stream: Any) -> None:
        try:
            stream.write((GOOD + b"\n") * 5_000)
            stream.close()
        except BrokenPipeError:
            pass

    feeder = threading.Thread(target=feed, args=[process.stdin])
    feeder.start()
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(timeout=300) == 141
    feeder.join()
    assert process.stderr.read() == b""
    process.stderr.close()


def test_it_does_not_load_the_web_framework() -> None:
    code = (
        "import sys; from throughcare.site.cli import main\n"
        "try: main(['explain', 'tier', 'rsr=7'])\n"
        "except SystemExit: pass\n"
        "print([name for name in ('django', 'ortools') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_an_unknown_rule_or_rule_set_names_the_known_ones() -> None:
    rule = invoke("decide", "teir", lines=GOOD)
    assert rule.exit_code == 2
    assert "no rule named 'teir'; known:" in rule.stderr
    rule_set = invoke("explain", "tier", "--rule-set", "1999")
    assert rule_set.exit_code == 2
    assert "known: a-to-g-2026, two-axis-2021" in rule_set.stderr
    assert invoke("decide").exit_code == 2


def test_it_lists_the_rules() -> None:
    listed = invoke("decide", "--list").output
    assert "two-axis-2021" in listed
    assert "a-to-g-2026" in listed
    assert "(default)" in listed


def test_a_date_can_be_given_for_the_cases_without_one() -> None:
    lines = b'{"rsr":7}\n{"on":"2020-01-01"}\n'
    first, second = answers(invoke("decide", "tier", "--on", "2026-03-02", lines=lines))
    assert first["value"]["tier"] == "B0"
    assert "2020-01-01" in second["error"]


@pytest.mark.parametrize("rule_set", ["two-axis-2021", "a-to-g-2026"])
def test_the_schemas_describe_what_goes_in_and_comes_out(rule_set: str) -> None:
    schemas = json.loads(invoke("decide", "--schema", "tier", "--rule-set", rule_set).output)
    for name in ("input", "output", "failure"):
        jsonschema.Draft202012Validator.check_schema(schemas[name])
    given, answered = (jsonschema.Draft202012Validator(schemas[name]) for name in ("input", "output"))
    used = [each for each in scenarios("tier-two-axis", "tier-a-to-g") if each.rule_set == rule_set]
    lines = b"\n".join(each.json for each in used)
    for scenario, answer in zip(
        used, answers(invoke("decide", "tier", "--rule-set", rule_set, lines=lines)), strict=True
    ):
        given.validate(json.loads(scenario.json))
        assert "error" in answer if "fault" in scenario.expect else answered.is_valid(answer)
    assert not given.is_valid({"on": "2026-03-02", "rssr": 7})


def test_explain_reads_nested_facts_and_tells_why() -> None:
    result = invoke("explain", "tier", "on=2026-03-02", "registrations.0.type=RVHR", "registrations.1.type=RMDO")
    assert result.exit_code == 0
    assert "tier: A0" in result.output
    assert "Risk of serious harm very high, as registered: 150 points." in result.output
    assert "(hmpps-tier), ProtectLevelCalculator: RoSH (tier-two-axis-2021.rosh-points)" in result.output
    assert "from 2021-01-01 [confirmed]" in result.output


def test_explain_and_decide_name_the_bank_holidays_that_a_count_left_out() -> None:
    facts = {"on": "2026-12-22", "sentence": "community-order", "sentence_date": "2026-12-21", "tier": "B2"}
    sentence = (
        "Bank holidays left out of the count: 2026-12-25 (Christmas Day), 2026-12-28 (Substitute for Boxing Day)."
    )
    assert sentence in invoke("explain", "contact-due", *(f"{key}={value}" for key, value in facts.items())).output
    (answer,) = answers(invoke("decide", "contact-due", lines=json.dumps(facts).encode()))
    assert [step["text"] for step in answer["steps"] if step["code"] == "bank-holidays"] == [sentence]


_EASTER = "Bank holidays left out of the count: 2026-04-03 (Good Friday), 2026-04-06 (Easter Monday)."
_FAILURE = {"reference": "a", "date": "2026-04-02", "state": "unacceptable"}


@pytest.mark.parametrize(
    ("rule", "facts"),
    [
        ("initial-appointment", {"sentence": "community-order", "sentence_date": "2026-04-01"}),
        ("breach-threshold", {"sentence": "community-order", "sentence_date": "2025-06-02", "failures": [_FAILURE]}),
        ("plan-review", {"agreed_on": "2026-01-12", "changes": [
            {"date": "2026-03-30", "kind": "tier", "before": "D", "after": "B"}]}),
    ],
)  # fmt: skip
def test_other_counts_of_working_days_name_them_too(rule: str, facts: dict[str, Any]) -> None:
    (answer,) = answers(invoke("decide", rule, lines=json.dumps({"on": "2026-04-02"} | facts).encode()))
    assert [step["text"] for step in answer["steps"] if step["code"] == "bank-holidays"] == [_EASTER]


def test_explain_prints_the_same_decision_as_decide() -> None:
    explained = invoke("explain", "tier", "--json", "on=2026-03-02", "rsr=7.1")
    assert [json.loads(explained.output)] == answers(invoke("decide", "tier", lines=GOOD))


def test_explain_takes_codes_that_look_like_numbers_as_text() -> None:
    assert invoke("explain", "tier", "on=2026-03-02", "crn=123", "rsr=7").exit_code == 0


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        (["rsr"], "'rsr' is not of the form key=value"),
        (["rsr=7", "rsr=8"], "rsr is given twice"),
        (["rsr=7", "rsr.x=8"], "rsr.x: rsr already has a value"),
        (["rssr=7"], "unknown field `rssr`"),
        (["rsr=-1"], "at `rsr`"),
        (["on=1999-01-01"], "no value in force"),
    ],
)
def test_explain_says_what_is_wrong_with_the_facts(facts: list[str], error: str) -> None:
    result = invoke("explain", "tier", *facts)
    assert result.exit_code == 1
    assert error in result.stderr


def test_a_case_type_with_methods_is_read_as_itself() -> None:
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class WithMethod:
        on: str

        def twice(self) -> str:
            return self.on * 2

    assert is_plain(TwoAxisCase)
    assert not is_plain(WithMethod)
    assert CaseReader(WithMethod).read(b'{"on":"a"}').twice() == "aa"


def test_unknown_fields_of_a_period_inside_a_strict_struct_are_refused() -> None:
    case = {"on": "2026-03-02", "sentence": "licence", "in_custody": [{"start": "2026-01-01", "untill": "2026-02-01"}]}
    (answer,) = answers(invoke("decide", "contact-due", lines=json.dumps(case).encode()))
    assert answer["error"] == "Object contains unknown field `untill` - at `in_custody[0]`"


@pytest.mark.parametrize("rule", list(all_rules()), ids=lambda rule: f"{rule.name} {rule.rule_set}")
def test_every_rule_has_valid_schemas(rule: Rule) -> None:
    schemas = json.loads(invoke("decide", "--schema", rule.name, "--rule-set", rule.rule_set).output)
    for name in ("input", "output", "failure"):
        jsonschema.Draft202012Validator.check_schema(schemas[name])
    assert "on" in schemas["input"]["$defs"][rule.case.__name__]["required"]
