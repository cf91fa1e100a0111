"""`throughcare accounts token`."""

from datetime import timedelta

import pytest
from click.testing import CliRunner

from throughcare.accounts.models import ApiToken
from throughcare.accounts.tests.factories import UserFactory
from throughcare.site.cli import accounts as accounts_command
from throughcare.testing.acting import as_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return UserFactory(username="ben", role="practitioner")


@pytest.fixture(autouse=True)
def this_process(monkeypatch):
    """Run the command in this process, on this test's database."""
    monkeypatch.setattr(accounts_command, "use_django", lambda _role: None)


def run(*words):
    with as_role("jobs"):
        return CliRunner().invoke(accounts_command.accounts, ["token", *words])


def add(*more):
    return run("add", "ben", "--name", "Reporting", "--scope", "people:read", *more)


def test_a_token_is_printed_once_listed_and_revoked(user):
    made = add("--scope", "caseload:read", "--days", "7")
    token = ApiToken.objects.get()
    assert made.exit_code == 0
    assert made.stdout.strip().startswith(token.prefix)
    assert token.expires_at - token.made_at == timedelta(days=7)
    assert run("list").stdout.split("\t")[:3] == [token.prefix, "ben", "valid"]
    assert run("revoke", token.prefix).stdout == f"{token.prefix} is revoked\n"
    assert run("list", "--state", "valid").stdout == ""
    assert run("list", "--state", "revoked").stdout.split("\t")[5:] == ["people:read caseload:read", "Reporting\n"]


def test_without_days_the_usual_life_is_taken(user):
    add()
    token = ApiToken.objects.get()
    assert token.expires_at - token.made_at == timedelta(days=90)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "nobody", "--name", "x", "--scope", "people:read"), "no open account with the user name nobody"),
        (("add", "ben", "--name", "x", "--scope", "everything"), "'everything' is not one of"),
        (("add", "ben", "--name", "x"), "Missing option '--scope'"),
        (("add", "ben", "--name", "x", "--scope", "people:read", "--days", "400"), "--days must be at most 366"),
        (("add", "ben", "--name", "x", "--scope", "people:read", "--days", "0"), "Invalid value for '--days'"),
        (("revoke", "tc_none"), "no token begins with tc_none"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_makes_nothing(user, words, said):
    answer = run(*words)
    assert answer.exit_code != 0
    assert said in answer.stderr
    assert not ApiToken.objects.exists()
