"""A private key in two layers for an ordered pair of officers: the outer one to the first, the inner one to the second."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

from throughcare.commissioning.sealing.envelopes import About, KeyPair, pair_of, seal, unseal


def share_out(private: bytes, officers: Mapping[int, bytes], *, about: About) -> dict[tuple[int, int], bytes]:
    """The key for every ordered pair of officers, given by number with their public keys."""
    return {
        (first, second): seal(
            seal(private, public=officers[second], about=_about(about, first, second, "inside")),
            public=officers[first],
            about=_about(about, first, second, "outside"),
        )
        for first, second in permutations(officers, 2)
    }


def turn(share: bytes, pair: KeyPair, *, first: int, second: int, about: About) -> bytes:
    """The layer inside, by the first officer. Raises ``CannotOpen``."""
    return unseal(share, pair=pair, about=_about(about, first, second, "outside"))


def bring_back(turned: bytes, pair: KeyPair, *, first: int, second: int, about: About) -> KeyPair:
    """The key pair, by the second officer. Raises ``CannotOpen``."""
    return pair_of(unseal(turned, pair=pair, about=_about(about, first, second, "inside")))


def _about(about: About, first: int, second: int, layer: str) -> About:
    return {**about, "first": first, "second": second, "layer": layer}
