"""The catalogue, what a subscriber is told, how it is signed, and where it may go."""

import hashlib
import hmac
import ipaddress
import json
from datetime import UTC, datetime

import pytest

from throughcare.webhooks.rules.addresses import BadAddress, check_address, check_url
from throughcare.webhooks.rules.catalogue import catalogue
from throughcare.webhooks.rules.payload import Told, body_of, is_signed, payload, signature

LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
DATA = {"contact": 4711, "person": 815, "type": "COAP", "date": "2026-12-01"}


def told(limited=False):
    at = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
    return Told("ref", 42, "supervision.contact-booked", at, "N50", "X100001", limited, DATA)


def test_every_event_says_when_it_happens_and_has_a_name_of_its_own():
    kinds = catalogue()
    assert {
        "supervision.contact-booked",
        "people.people-merged",
        "own.rearrangement-asked",
        "outbox.message-sent",
    } <= set(kinds)
    assert all(kind.when.endswith(".") for kind in kinds.values())
    assert len({kind.type for kind in kinds.values()}) == len(kinds)


def test_nobody_is_told_who_acted():
    assert {"by", "at"}.isdisjoint(field.name for kind in catalogue().values() for field in kind.fields)


@pytest.mark.parametrize(("shows", "limited", "data"), [
    ("ids", False, {"contact": 4711, "person": 815}),
    ("record", False, {"contact": 4711, "person": 815, "crn": "X100001"}),
    ("detail", False, {**DATA, "crn": "X100001"}),
    ("detail", True, {"contact": 4711, "person": 815}),
])  # fmt: skip
def test_a_subscriber_is_told_what_its_scope_allows(shows, limited, data):
    content = payload(told(limited), shows=shows)
    assert content["data"] == data
    assert (content["id"], content["sequence"], content["region"]) == ("ref", 42, "N50")
    assert content["at"] == "2026-11-26T09:30:00+00:00"


def test_a_signature_is_the_hash_over_time_and_body_for_each_secret():
    body = body_of(payload(told(), shows="ids"))
    assert json.loads(body)["type"] == "supervision.contact-booked"
    header = signature(body, secrets=["new", "old"], at=1000)
    expected = hmac.new(b"old", b"1000." + body, hashlib.sha256).hexdigest()
    assert header.startswith("t=1000,v1=") and header.endswith(f"v1={expected}")
    for secret in ("new", "old"):
        assert is_signed(header, body, secret=secret, now=1200)
    assert not is_signed(header, body, secret="other", now=1200)
    assert not is_signed(header, body + b" ", secret="new", now=1200)
    assert not is_signed(header, body, secret="new", now=1400)
    assert not is_signed(header.replace("t=1000", "t=1100"), body, secret="new", now=1200)
    assert not is_signed("v1=00", body, secret="new", now=1000)


@pytest.mark.parametrize(("url", "code"), [
    ("http://example.org/", "not-https"), ("ftp://example.org/", "not-https"), ("http://127.0.0.1/", "private"),
    ("https://127.0.0.1/", "private"), ("https://10.1.2.3/", "private"), ("https://192.168.0.1/", "private"),
    ("https://169.254.169.254/latest/", "private"), ("https://[::1]/", "private"), ("https://[fe80::1%25eth0]/", "private"),
    ("https://[::ffff:10.0.0.1]/", "private"), ("https://[64:ff9b::a00:1]/", "private"),
    ("https://[2002:a00:1::]/", "private"),
    ("https://0.0.0.0/", "private"), ("https://224.0.0.1/", "private"), ("https://100.64.0.1/", "private"),
    ("https://user:word@example.org/", "has-user"), ("https://example.org/#x", "has-user"), ("https://", "no-host"),
    ("nonsense", "no-host"), ("https://exam ple.org/", "no-host"), ("https://example.org:99999/", "no-port"),
    ("https://example.org/" + "x" * 500, "too-long"),
])  # fmt: skip
def test_news_goes_to_no_such_address(url, code):
    with pytest.raises(BadAddress) as refused:
        check_url(url)
    assert refused.value.code == code


def test_news_goes_to_public_addresses_and_to_networks_that_are_allowed():
    assert check_url("https://example.org:8443/a?b=c") == ("https", "example.org", 8443, "/a?b=c")
    assert check_url("https://93.184.216.34")[1:] == ("93.184.216.34", 443, "/")
    assert check_url("http://127.0.0.1:8080/x", allowed=LOOPBACK) == ("http", "127.0.0.1", 8080, "/x")
    check_address(ipaddress.ip_address("::ffff:127.0.0.1"), allowed=LOOPBACK)
    ours = (ipaddress.ip_network("10.1.0.0/16"),)
    assert check_url("https://10.1.2.3/", allowed=ours)[1] == "10.1.2.3"
    with pytest.raises(BadAddress, match="not-https"):
        check_url("http://10.1.2.3/", allowed=ours)


def test_every_field_can_be_written_as_json():
    plain = {"int", "str", "bool", "float", "date", "datetime", "UUID", "Decimal"}
    written = plain | {"tuple[int, int]", "tuple[str, ...]"}
    kinds = {each.kind for kind in catalogue().values() for each in kind.fields}
    assert {one for kind in kinds for one in kind.split(" | ")} - {"None"} <= written
