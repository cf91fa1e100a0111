"""Handing over: to a folder, to the terminal, to GOV.UK Notify as its documentation describes it."""

import json
import stat
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jwt
import pytest

from throughcare.outbox.adapters import NotHandedOver, Parcel, adapter_for, is_in_use
from throughcare.outbox.adapters.console import ConsoleAdapter
from throughcare.outbox.adapters.file import FileAdapter
from throughcare.outbox.adapters.notify import NotifyAdapter, NotifyMisconfigured, split_key

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATES = {"sms": "f33517ff-2a88-4f6e-b855-c550268ce08a", "email": "740e5834-3a29-46b4-9a6f-16142fde533a"}
PARCEL = Parcel("ref-1", "sms", "reminder", "cy", "07700900001", "", "Yfory am ddeg.")


def test_a_parcel_shows_neither_words_nor_address():
    assert "07700" not in repr(PARCEL) and "Yfory" not in repr(PARCEL)


def test_a_file_is_written_once_and_for_its_owner_alone(tmp_path):
    adapter = FileAdapter(tmp_path / "outbox")
    assert adapter.find(PARCEL) is None
    assert adapter.send(PARCEL) == adapter.send(PARCEL) == adapter.find(PARCEL) == "ref-1.json"
    (file,) = (tmp_path / "outbox" / "sms").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    written = json.loads(file.read_text("utf-8"))
    assert (written["to"], written["body"], written["language"]) == ("07700900001", "Yfory am ddeg.", "cy")


LETTER = Parcel(
    "ref-9", "letter", "enforcement-letter", "en", "A\nB", "", "Dear A", {"pdf": "JVBERi0xLjc=", "kind": "x"}
)


def test_a_letter_has_its_pdf_beside_it(tmp_path):
    assert FileAdapter(tmp_path).send(LETTER) == "ref-9.json"
    files = {file.name: file for file in (tmp_path / "letter").iterdir()}
    assert set(files) == {"ref-9.json", "ref-9.pdf"}
    assert files["ref-9.pdf"].read_bytes() == b"%PDF-1.7"
    assert stat.S_IMODE(files["ref-9.pdf"].stat().st_mode) == 0o600
    written = json.loads(files["ref-9.json"].read_text("utf-8"))
    assert (written["to"], written["detail"]) == ("A\nB", {"kind": "x"})


def test_a_broken_pdf_is_refused_for_good(tmp_path):
    with pytest.raises(NotHandedOver, match="broken-pdf") as raised:
        FileAdapter(tmp_path).send(Parcel("ref-9", "letter", "t", "en", "A", "", "", {"pdf": "no base 64"}))
    assert raised.value.fault == "permanent"
    assert not (tmp_path / "letter").exists()


def test_a_folder_that_cannot_be_written_is_a_fault_that_may_pass(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(NotHandedOver) as raised:
        FileAdapter(tmp_path / "file").send(PARCEL)
    assert raised.value.fault == "temporary"


def test_the_console_prints_it(capsys):
    assert ConsoleAdapter().send(PARCEL) == "printed"
    assert "Yfory am ddeg." in capsys.readouterr().out


def test_a_channel_without_adapter_is_not_in_use(settings):
    settings.OUTBOX = {"sms": "throughcare.outbox.adapters.console.ConsoleAdapter"}
    assert (is_in_use("sms"), is_in_use("email")) == (True, False)
    assert isinstance(adapter_for("sms"), ConsoleAdapter)
    with pytest.raises(NotHandedOver, match="no-adapter"):
        adapter_for("email")


class Notify(BaseHTTPRequestHandler):
    """Answers as the documentation says; keeps what it was asked."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(body)

    def do_GET(self):
        self.answer(None)

    def answer(self, body):
        server = self.server
        server.asked.append((self.command, self.path, dict(self.headers), body))
        status, content = server.answers.pop(0)
        text = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


@pytest.fixture
def notify(settings, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "*")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Notify)
    server.asked, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.NOTIFY = {
        "address": f"http://127.0.0.1:{server.server_port}/",
        "key": f"demo_key-{SERVICE}-{SECRET}",
        "templates": TEMPLATES,
    }
    yield server
    server.shutdown()
    server.server_close()


def test_a_text_is_posted_with_a_token_of_the_moment(notify):
    notify.answers.append((201, {"id": "bfb50d92", "reference": "ref-1"}))
    assert NotifyAdapter().send(PARCEL) == "bfb50d92"
    ((method, path, headers, body),) = notify.asked
    assert (method, path) == ("POST", "/v2/notifications/sms")
    assert body == {
        "phone_number": "07700900001",
        "template_id": TEMPLATES["sms"],
        "personalisation": {"body": "Yfory am ddeg."},
        "reference": "ref-1",
    }
    scheme, token = headers["Authorization"].split()
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": True})
    assert (scheme, claims["iss"]) == ("Bearer", SERVICE)
    assert abs(claims["iat"] - time.time()) < 30
    assert jwt.get_unverified_header(token) == {"typ": "JWT", "alg": "HS256"}


def test_a_letter_is_posted_as_its_pdf(notify, settings):
    settings.NOTIFY["postage"] = "first"
    notify.answers.append((201, {"id": "740e5834", "postage": "first"}))
    assert NotifyAdapter().send(LETTER) == "740e5834"
    ((_, path, _, body),) = notify.asked
    assert path == "/v2/notifications/letter"
    assert body == {"reference": "ref-9", "content": "JVBERi0xLjc=", "postage": "first"}


def test_a_letter_without_pdf_is_not_posted(notify):
    with pytest.raises(NotHandedOver, match="notify-no-pdf"):
        NotifyAdapter().send(Parcel("ref-9", "letter", "t", "en", "A", "", "", {}))
    assert notify.asked == []


def test_an_email_has_a_subject(notify):
    notify.answers.append((201, {"id": "740e5834"}))
    NotifyAdapter().send(Parcel("ref-2", "email", "reminder", "en", "a@example.org", "Tomorrow", "At ten."))
    ((_, path, _, body),) = notify.asked
    assert (path, body["email_address"]) == ("/v2/notifications/email", "a@example.org")
    assert body["personalisation"] == {"body": "At ten.", "subject": "Tomorrow"}


@pytest.mark.parametrize(
    ("status", "error", "fault", "code"),
    [
        (400, "ValidationError", "permanent", "notify-400-ValidationError"),
        (400, "BadRequestError", "permanent", "notify-400-BadRequestError"),
        (403, "AuthError", "temporary", "notify-403-AuthError"),
        (429, "RateLimitError", "temporary", "notify-429-RateLimitError"),
        (429, "TooManyRequestsError", "temporary", "notify-429-TooManyRequestsError"),
        (500, "Exception", "temporary", "notify-500-Exception"),
        (503, None, "temporary", "notify-503"),
        (302, None, "temporary", "notify-302"),
    ],
)
def test_what_notify_refuses_says_whether_trying_helps_and_quotes_nothing(notify, status, error, fault, code):
    errors = [{"error": error, "message": "phone_number 07700900001 is not valid"}] if error else []
    notify.answers.append((status, {"status_code": status, "errors": errors}))
    with pytest.raises(NotHandedOver) as raised:
        NotifyAdapter().send(PARCEL)
    assert (raised.value.fault, raised.value.code) == (fault, code)
    assert "07700" not in str(raised.value)
    assert len(notify.asked) == 1


@pytest.mark.parametrize("content", [b"<html>", b"[1]", b""])
def test_an_answer_that_is_not_understood_may_pass(notify, content):
    notify.answers.append((201, content))
    with pytest.raises(NotHandedOver) as raised:
        NotifyAdapter().send(PARCEL)
    assert raised.value.fault == "temporary"


def test_a_service_that_is_not_there_may_come_back(notify):
    notify.server_close()
    with pytest.raises(NotHandedOver) as raised:
        NotifyAdapter().send(PARCEL)
    assert (raised.value.fault, raised.value.code) == ("temporary", "notify-ConnectionError")


def test_it_is_asked_for_a_message_by_its_reference(notify):
    notify.answers += [(200, {"notifications": []}), (200, {"notifications": [{"id": "bfb50d92"}]})]
    assert NotifyAdapter().find(PARCEL) is None
    assert NotifyAdapter().find(PARCEL) == "bfb50d92"
    assert [path for _, path, _, _ in notify.asked] == ["/v2/notifications?reference=ref-1"] * 2


def test_a_channel_without_template_is_not_sent(notify):
    with pytest.raises(NotHandedOver, match="notify-no-template"):
        NotifyAdapter().send(Parcel("ref-3", "webhook", "warning", "en", "", "", ""))
    assert notify.asked == []


@pytest.mark.parametrize("key", ["", "nonsense", f"{SERVICE}", f"name-{SERVICE}-nonsense"])
def test_a_key_of_another_form_is_refused_without_repeating_it(key):
    with pytest.raises(NotifyMisconfigured) as raised:
        split_key(key)
    assert not key or key not in str(raised.value)


def test_a_key_is_split_whatever_its_name():
    assert split_key(f"a-b-c-{SERVICE}-{SECRET}") == split_key(f"{SERVICE}-{SECRET}") == (SERVICE, SECRET)
