"""The pages of import and export: who may open them, what they start, and what they show when it has ended."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from throughcare.accounts.rules.roles import ROLE
from throughcare.accounts.tests.factories import UserFactory
from throughcare.people.models import Person
from throughcare.testing.acting import as_role
from throughcare.transition.commands.runs import conflicts_of, work_off
from throughcare.transition.models import BundleRun
from throughcare.transition.tests.bundles import change, valid, write
from throughcare.transition.tests.conftest import AT, ON
from throughcare.transition.tests.test_sources import pack


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture
def administrator(client, places):
    user = UserFactory(role="administrator")
    client.force_login(user)
    return user


@pytest.fixture
def send(client, administrator, tmp_path):
    def sent(bundle, **options):
        path = pack(write(bundle, tmp_path / "bundle"), tmp_path / "bundle.zip")
        upload = SimpleUploadedFile("autumn.zip", path.read_bytes())
        response = client.post(reverse("transition:runs"), {"bundle": upload, **options})
        run = BundleRun.objects.get()
        assert response.headers["Location"] == reverse("transition:run", args=[run.pk])
        return run

    return sent


def finish(run):
    with as_role("jobs"):
        work_off(run=run, at=AT, on=ON)


def test_a_bundle_that_is_sent_waits_for_a_worker(client, send):
    run = send(valid())
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.queue_name, job.args) == ("transition.work_off_run", "imports", {"run": run.pk})
    page = client.get(reverse("transition:run", args=[run.pk])).content.decode()
    assert "Waiting for its turn" in page
    assert 'http-equiv="refresh"' in page


def test_a_sound_bundle_is_loaded_and_the_upload_removed(client, send, tmp_path):
    run = send(valid())
    finish(run)
    run.refresh_from_db()
    assert (run.state, run.fault_count, run.counts["added"]["people"]) == ("done", 0, 3)
    assert list((tmp_path / "uploads").iterdir()) == []
    page = client.get(reverse("transition:run", args=[run.pk])).content.decode()
    assert 'http-equiv="refresh"' not in page
    assert "responsible_officers" in page


def test_a_faulty_bundle_is_refused_and_its_faults_shown_in_pages_and_as_csv(client, send):
    bundle = valid()
    bundle["names"] = [["X000001", "alias", "", "=1+1"], *[["X000001", "nick", "", str(n)] for n in range(60)]]
    run = send(bundle)
    finish(run)
    run.refresh_from_db()
    assert (run.state, run.fault_count) == ("refused", 60)
    with as_role("jobs"):
        assert Person.objects.count() == 0
    first = client.get(reverse("transition:faults", args=[run.pk])).content.decode()
    second = client.get(reverse("transition:faults", args=[run.pk]), {"page": 2}).content.decode()
    assert (first.count("A code of the table name-kind: alias, former"), second.count("names.csv")) == (50, 10)
    lines = b"".join(client.get(reverse("transition:faults-csv", args=[run.pk])).streaming_content).decode()
    assert lines.splitlines()[0] == "file,row,column,value,kind,expected"
    assert len(lines.splitlines()) == 61


def test_in_part_the_people_left_out_are_among_the_faults(client, send):
    bundle = valid()
    change(bundle, "people", 2, "sex", "Q")
    run = send(bundle, accept_partial="on")
    finish(run)
    run.refresh_from_db()
    assert (run.state, run.left_out, run.fault_count) == ("done", 1, 2)
    assert "The person is left out" in client.get(reverse("transition:faults", args=[run.pk])).content.decode()


@pytest.mark.parametrize("take", [False, True])
def test_what_was_changed_here_is_listed_on_pages_and_as_csv(client, send, load, tmp_path, take):
    load(write(valid(), tmp_path / "older"))
    with as_role("jobs"):
        Person.objects.filter(crn="X000001").update(surname="=Married")
    run = send(valid(), **({"take_bundle": "on"} if take else {}))
    finish(run)
    run.refresh_from_db()
    assert (run.state, run.conflict_count, run.take_bundle) == ("done", 1, take)
    page = client.get(reverse("transition:run", args=[run.pk])).content.decode()
    said = "1 value that was changed here was taken from the bundle" if take else "it was kept"
    assert said in page
    assert reverse("transition:conflicts", args=[run.pk]) in page
    page = client.get(reverse("transition:conflicts", args=[run.pk])).content.decode()
    assert ("=Married" in page, "Example" in page) == (True, True)
    assert ("They were kept" in page) is not take
    lines = b"".join(client.get(reverse("transition:conflicts-csv", args=[run.pk])).streaming_content).decode()
    assert lines.splitlines() == [
        "file,row,column,here,bundle,kept", f"people.csv,2,surname,'=Married,Example,{'bundle' if take else 'here'}"
    ]  # fmt: skip
    with as_role("jobs"):
        assert Person.objects.get(crn="X000001").surname == ("Example" if take else "=Married")
    conflicts_of(run).unlink()
    assert "no longer kept" in client.get(reverse("transition:run", args=[run.pk])).content.decode()
    assert client.get(reverse("transition:conflicts", args=[run.pk])).status_code == 404


def test_a_run_says_what_went_otherwise_than_it_should(client, administrator):
    run = BundleRun.objects.create(direction="import", state="done", asked_by=administrator, asked_at=AT, name="a.zip",
                                   file="a.zip", counts={"notes": ["checker-ended"]})  # fmt: skip
    page = client.get(reverse("transition:run", args=[run.pk])).content.decode()
    assert "was ended from outside" in page


def test_what_is_no_zip_is_refused(client, administrator):
    client.post(reverse("transition:runs"), {"bundle": SimpleUploadedFile("notes.txt", b"hello")})
    run = BundleRun.objects.get()
    finish(run)
    run.refresh_from_db()
    assert (run.state, run.fault_count) == ("refused", 1)


def test_an_export_is_written_by_the_worker_and_fetched_by_whoever_asked(client, administrator):
    client.post(reverse("transition:export"))
    run = BundleRun.objects.get()
    finish(run)
    response = client.get(reverse("transition:download", args=[run.pk]))
    assert b"".join(response.streaming_content)[:2] == b"PK"
    client.force_login(UserFactory(role="administrator"))
    assert client.get(reverse("transition:download", args=[run.pk])).status_code == 404


def test_an_error_is_noted_and_raised(send, monkeypatch):
    run = send(valid())
    monkeypatch.setattr("throughcare.transition.commands.runs.import_bundle", lambda *_, **__: 1 / 0)
    with as_role("jobs"), pytest.raises(ZeroDivisionError):
        work_off(run=run, at=AT, on=ON)
    run.refresh_from_db()
    assert run.state == "failed"


@pytest.mark.parametrize("role", [entry.code for entry in ROLE if entry.code != "administrator"])
def test_nobody_but_an_administrator_comes_in(client, db, role):
    client.force_login(UserFactory(role=role))
    assert client.get(reverse("transition:runs")).status_code == 403
    assert client.post(reverse("transition:export")).status_code == 403
    assert not BundleRun.objects.exists()


def test_anonymous_visitors_are_sent_to_sign_in(client, db):
    assert client.get(reverse("transition:runs")).status_code == 302
