"""Files of a bid: taken by what is in them, scanned, encrypted, sealed and opened with it; never on a disk as they are."""

import io
import socket
import struct
import tempfile
import threading
import zipfile
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.commissioning.commands.bid_files import FileRefused, add_file, remove_file
from throughcare.commissioning.commands.bids import read_draft
from throughcare.commissioning.models import BidDraftFile, Competition, OpenedFile
from throughcare.commissioning.rules.bid_files import MOST_BYTES, file_name, kind_of
from throughcare.commissioning.scanning import EICAR, Clamd, NoScanner, ScannerAway
from throughcare.commissioning.tests.bid_scene import EARLY, opened, sealed_scene, send, write_bid
from throughcare.commissioning.tests.test_bids import whole_database
from throughcare.testing.acting import as_role

PDF = b"%PDF-1.7\nUnmistakeable contents of a file"


def archive(**names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for name, content in names.items():
            zipped.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def office(*inside):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as zipped:
        for name in ("[Content_Types].xml", *inside):
            zipped.writestr(name, "<x/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"), (b"\x89PNG\r\n\x1a\nrest", "png"), (b"\xff\xd8\xff\xe0rest", "jpeg"),
        (office("word/document.xml"), "docx"), (office("xl/workbook.xml"), "xlsx"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (archive(mimetype="application/vnd.oasis.opendocument.spreadsheet"), None),
        (office("word/document.xml", "word/vbaProject.bin"), None), (office("ppt/presentation.xml"), None),
        (b"PK\x03\x04 is no archive", None), (b"MZ a program", None), (b"<html>", None), (b"", None),
    ],
)  # fmt: skip
def test_a_kind_is_found_in_the_bytes(content, kind):
    assert kind_of(content) == kind


@pytest.mark.parametrize(
    ("name", "kept"),
    [("C:\\plans\\Plan.PDF", "Plan.PDF"), ("../../etc/passwd", "passwd.pdf"), ("a\x00b\n.exe", "ab.exe.pdf"),
     ("..", "file.pdf"), ("x" * 300, "x" * 100 + ".pdf"), ('<"plan">.pdf', "plan.pdf")],
)  # fmt: skip
def test_a_name_does_no_harm(name, kept):
    assert file_name(name, "pdf") == kept


class Away:
    def scan(self, content):
        raise ScannerAway


@pytest.mark.django_db
def test_a_file_is_sealed_with_the_bid_and_opened_with_it():
    sealed = sealed_scene()
    bid, code = write_bid(sealed)
    user = sealed.scene.bidders[0].user
    given = {"bid": bid, "code": code, "name": "Plan.pdf", "scanner": NoScanner(), "by": user, "at": EARLY}
    with acting(user):
        kept = add_file(content=PDF, **given)
        other = add_file(content=PDF, **given)
        remove_file(bid=bid, code=code, key=other.key, by=user, at=EARLY)
        for content, refusal in (
            (b"", "empty"), (b"MZ", "kind"), (PDF + b"x" * MOST_BYTES, "too-large"), (PDF + EICAR, "harmful"),
        ):  # fmt: skip
            with pytest.raises(FileRefused, match=refusal):
                add_file(content=content, **given)
        with pytest.raises(FileRefused, match="not-scanned"):
            add_file(content=PDF, **{**given, "scanner": Away()})
        for _ in range(7):
            add_file(content=PDF, **given)
        with pytest.raises(FileRefused, match="too-many"):
            add_file(content=PDF, **given)
        assert len(read_draft(bid=bid, code=code).files) == 8 == BidDraftFile.objects.count()
    send(sealed, bid, code)
    forms = (PDF.hex()[20:], "Plan.pdf", b"Plan.pdf".hex())
    assert not [table for table, row in whole_database() if any(form in row for form in forms)]
    assert opened(sealed).outcome == "opened"
    with as_role("owner"):
        file = OpenedFile.objects.get(key=kept.key)
        assert bytes(file.content) == PDF and OpenedFile.objects.count() == 8
    reader = Client()
    reader.force_login(sealed.scene.commissioner)
    got = reader.get(reverse("commissioning:opened-file", args=[file.pk]))
    assert got.content == PDF and got["Content-Disposition"].startswith('attachment; filename="bidder-1-')
    reader.force_login(sealed.scene.bidders[1].user)
    assert reader.get(reverse("commissioning:opened-file", args=[file.pk])).status_code == 403


@pytest.mark.django_db
def test_a_file_is_uploaded_in_memory_alone(monkeypatch):
    sealed = sealed_scene()
    with as_role("owner"):
        Competition.objects.update(closes_at=timezone.now() + timedelta(days=1))
    bid, code = write_bid(sealed, at=timezone.now())
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(sealed.scene.bidders[0].user)
    browser.cookies[f"bid-{bid.pk.hex}"] = code
    where = reverse("commissioning:bid-files", args=[bid.pk])
    page = browser.get(where).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    def spooled(*_args, **_kwargs):
        raise AssertionError("a file was written to the disk")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", spooled)
    monkeypatch.setattr("django.core.files.temp.NamedTemporaryFile", spooled)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", spooled)

    def sent(content, **more):
        return browser.post(where, {"file": SimpleUploadedFile("Plan.pdf", content), **more})

    assert sent(PDF).status_code == 403
    large = PDF + b"x" * (3 * 1024 * 1024)
    assert sent(large, csrfmiddlewaretoken=token).url == where
    assert "Plan.pdf" in unescape(browser.get(where).content.decode())
    refused = unescape(sent(PDF + b"x" * MOST_BYTES, csrfmiddlewaretoken=token).content.decode())
    assert "The file is larger than 5 megabytes" in refused and "Error:" in refused
    assert "Only PDF, Word" in unescape(sent(b"MZ", csrfmiddlewaretoken=token).content.decode())
    with acting(sealed.scene.bidders[0].user):
        (kept,) = read_draft(bid=bid, code=code).files
    assert kept.size == len(large)
    away = browser.post(
        reverse("commissioning:remove-bid-file", args=[bid.pk, kept.key]), {"csrfmiddlewaretoken": token}
    )
    assert away.url == where


def daemon(folder, answer):
    """Something that answers as clamd does; what it was sent comes in the list."""
    path, heard = f"{folder}/clamd", []
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(path)
    server.listen(1)

    def serve():
        line, _peer = server.accept()
        with line, line.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", stream.read(4))[0]:
                heard.append(stream.read(size))
            line.sendall(answer)
        server.close()

    threading.Thread(target=serve, daemon=True).start()
    return path, heard


@pytest.mark.parametrize(
    ("answer", "found"), [(b"stream: OK\0", ""), (b"stream: Eicar-Signature FOUND\0", "Eicar-Signature")]
)
def test_clamd_is_asked_over_its_socket(answer, found):
    content = b"x" * 150_000
    with tempfile.TemporaryDirectory() as folder:
        path, heard = daemon(folder, answer)
        assert Clamd(path).scan(content) == found
    assert b"".join(heard) == content and len(heard) == 3


def test_a_scanner_that_is_away_or_says_something_else_lets_nothing_in():
    with tempfile.TemporaryDirectory() as folder:
        for address in (f"{folder}/nobody", "127.0.0.1:1", "nonsense"):
            with pytest.raises(ScannerAway):
                Clamd(address).scan(b"x")
        path, _heard = daemon(folder, b"INSTREAM size limit exceeded. ERROR\0")
        with pytest.raises(ScannerAway, match="size limit"):
            Clamd(path).scan(b"x")
