"""Two who allocate one case at once: one wins, the other is told."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils import timezone

from throughcare.accounts.acting import acting
from throughcare.supervision.commands.allocations import AlreadyAllocated, stands
from throughcare.supervision.models import Allocation
from throughcare.supervision.tests.allocation_scene import chain, give, officer, waiting
from throughcare.supervision.tests.scene import make_scene
from throughcare.testing.acting import as_role


@pytest.mark.nightly
def test_of_two_who_allocate_one_case_at_once_one_wins(own_database):
    scene = make_scene(timezone.localdate())
    person, others = waiting(scene), [officer(scene) for _ in range(2)]
    with acting(scene.cast["senior"]):
        seen = stands(person.pk)
    start, answers = threading.Barrier(2), []

    def decide(staff):
        start.wait()
        try:
            with acting(scene.cast["senior"]):
                answers.append(give(scene, person, staff, timezone.now(), seen=seen))
        except AlreadyAllocated as told:
            answers.append(told)
        connection.close()

    threads = [threading.Thread(target=decide, args=(staff,)) for staff in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [one for one in answers if isinstance(one, Allocation)]
    (lost,) = [one for one in answers if isinstance(one, AlreadyAllocated)]
    assert lost.allocation == won and lost.spell.staff == won.staff
    assert [row[3] for row in chain(person)] == [None, won.staff_id]
    with as_role("owner"):
        assert Allocation.objects.count() == 1
