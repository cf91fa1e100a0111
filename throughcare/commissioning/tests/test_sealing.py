"""What is sealed opens for whom it was sealed, as what it was sealed as, and for nothing and nobody else."""

import pytest

from throughcare.commissioning.sealing.bid_codes import WrongCode, lock_copy, make_code, read_code, unlock_copy
from throughcare.commissioning.sealing.envelopes import CannotOpen, filled, make_key_pair, pair_of, seal, unseal
from throughcare.commissioning.sealing.officer_keys import bring_back, share_out, turn
from throughcare.commissioning.sealing.passphrases import WrongPassphrase, lock, unlock
from throughcare.commissioning.sealing.receipts import receipt_hash

ABOUT = {"competition": 7, "bid": "b", "version": 1, "part": "price"}


def test_an_envelope_opens_for_its_key_and_its_purpose_alone():
    pair, other = make_key_pair(), make_key_pair()
    sealed = seal(b"content", public=pair.public, about=ABOUT)
    assert unseal(sealed, pair=pair, about=ABOUT) == b"content" and b"content" not in sealed
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for body, key, about in (
        (sealed, other, ABOUT), (sealed, pair, {**ABOUT, "version": 2}), (sealed, pair, {**ABOUT, "part": "quality"}),
        (changed, pair, ABOUT), (b"", pair, ABOUT), (b"\x02" + sealed[1:], pair, ABOUT),
        (sealed[:1] + bytes(32) + sealed[33:], pair, ABOUT),
    ):  # fmt: skip
        with pytest.raises(CannotOpen):
            unseal(body, pair=key, about=about)
    assert seal(b"content", public=pair.public, about=ABOUT) != sealed
    assert pair.private.hex() not in repr(pair)


def test_a_key_comes_back_from_two_officers_in_their_order():
    key, officers = make_key_pair(), {number: make_key_pair() for number in (1, 2, 3)}
    shares = share_out(key.private, {number: pair.public for number, pair in officers.items()}, about=ABOUT)
    assert len(shares) == 6
    turned = turn(shares[1, 2], officers[1], first=1, second=2, about=ABOUT)
    assert bring_back(turned, officers[2], first=1, second=2, about=ABOUT) == key
    for wrong in (1, 3):
        with pytest.raises(CannotOpen):
            bring_back(turned, officers[wrong], first=1, second=2, about=ABOUT)
    with pytest.raises(CannotOpen):
        turn(shares[1, 2], officers[2], first=1, second=2, about=ABOUT)
    with pytest.raises(CannotOpen):
        bring_back(turned, officers[2], first=1, second=2, about={**ABOUT, "part": "quality"})


def test_a_private_key_opens_with_its_passphrase_however_it_is_spaced():
    pair = make_key_pair()
    locked = lock(pair.private, "seven herons at dawn", cost=2**4, about={"officer": 1})
    assert pair_of(unlock(locked, " seven  herons at dawn ", about={"officer": 1})) == pair
    for words, about in (("seven herons at dusk", {"officer": 1}), ("seven herons at dawn", {"officer": 2})):
        with pytest.raises(WrongPassphrase):
            unlock(locked, words, about=about)


def test_a_code_is_read_as_people_type_it():
    code = make_code()
    assert len(code.replace("-", "")) == 28 and make_code() != code
    assert read_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code
    for typed in ("", code[:-1], code + "A", code[:-1] + "!"):
        with pytest.raises(WrongCode):
            read_code(typed)
    locked = lock_copy(b"draft", code, about={"bid": "b"})
    assert unlock_copy(locked, code, about={"bid": "b"}) == b"draft"
    for other, about in ((make_code(), {"bid": "b"}), (code, {"bid": "c"})):
        with pytest.raises(WrongCode):
            unlock_copy(locked, other, about=about)


def test_the_hash_of_a_receipt_covers_everything_and_no_order_of_files():
    whole = receipt_hash((b"q", b"p"), [b"one", b"two"])
    assert whole == receipt_hash((b"q", b"p"), [b"two", b"one"])
    others = [receipt_hash((b"p", b"q"), [b"one", b"two"]), receipt_hash((b"q", b"p"), [b"one"])]
    assert whole not in others and len(whole) == 64


@pytest.mark.parametrize("length", [0, 1, 4095, 4096, 4097])
def test_content_is_filled_up(length):
    body = filled(b"x" * length)
    assert len(body) % 4096 == 0 and body.rstrip() == b"x" * length
