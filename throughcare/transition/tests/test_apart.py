"""Working in a process of its own: order, errors, the answer, and that no process is left."""

import os
import signal
import time

import pytest

from throughcare.transition.commands.bundle.ahead import Block
from throughcare.transition.commands.bundle.apart import Apart, EndedEarly


def making(count, size=1, answer=None):
    def made():
        for number in range(count):
            yield Block("names", number, number / count, bytes([number % 256]) * size)
        return answer

    return made


def ended(number):
    """Whether there is no such process any more; this one has waited for it."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


def number_of(apart):
    return apart._process.pid


def test_it_gives_every_block_in_order_whatever_its_size_and_then_the_answer():
    with Apart(making(300, size=100_000, answer={"read": 3})) as apart:
        number = number_of(apart)
        assert list(apart) == list(making(300, size=100_000)())
        assert apart.answer == {"read": 3}
    assert ended(number)


def test_it_works_in_another_process_that_changes_nothing_here():
    seen = []

    def made():
        seen.append(os.getpid())
        yield Block("names", os.getpid(), 0.0, b"")

    with Apart(made) as apart:
        assert [block.rows for block in apart] == [number_of(apart)]
    assert seen == []


def test_it_raises_what_the_maker_raised_after_the_blocks_before():
    def failing():
        yield from making(2)()
        raise ValueError("broken")

    with Apart(failing) as apart:
        steps = iter(apart)
        assert [next(steps), next(steps)] == list(making(2)())
        with pytest.raises(ValueError, match="broken"):
            next(steps)


def test_it_ends_the_process_when_it_is_left_early():
    with pytest.raises(KeyError), Apart(making(1_000, size=1 << 20)) as apart:
        number = number_of(apart)
        next(iter(apart))
        raise KeyError
    assert ended(number)


def test_it_says_so_where_the_process_is_killed():
    def killed():
        yield from making(1)()
        os.kill(os.getpid(), signal.SIGKILL)

    with Apart(killed) as apart:
        steps = iter(apart)
        next(steps)
        with pytest.raises(EndedEarly):
            next(steps)


def test_the_process_ends_by_itself_when_the_first_is_killed():
    reading, writing = os.pipe()
    first = os.fork()
    if first == 0:
        with Apart(making(1_000_000, size=1 << 16)) as apart:
            next(iter(apart))
            os.write(writing, str(number_of(apart)).encode())
            time.sleep(600)
        os._exit(0)
    number = int(os.read(reading, 20))
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    end = time.monotonic() + 30
    while time.monotonic() < end and not ended(number):
        time.sleep(0.02)
    os.close(reading), os.close(writing)
    assert ended(number)
