"""Two who submit one bid at once: both are received, one after the other, and the later one counts."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from throughcare.commissioning.models import BidEvent, BidVersion
from throughcare.commissioning.tests.bid_scene import opened, sealed_scene, send, write_bid
from throughcare.testing.acting import as_role


@pytest.mark.nightly
def test_two_submissions_at_once_are_two_versions_of_which_the_later_counts(own_database):
    sealed = sealed_scene()
    bid, code = write_bid(sealed)
    start, received = threading.Barrier(2), []

    def submit():
        start.wait()
        received.append(send(sealed, bid, code).number)
        connection.close()

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(received) == [1, 2]
    with as_role("owner"):
        assert list(BidEvent.objects.order_by("place").values_list("place", "number")) == [(1, 1), (2, 2)]
        assert BidVersion.objects.count() == 2
    opened(sealed)
    with as_role("owner"):
        assert sealed.scene.competition.opened_bids.get().version == 2
