"""Working ahead: order, errors and stopping."""

import threading

import pytest

from throughcare.transition.commands.bundle import ahead
from throughcare.transition.commands.bundle.ahead import Ahead, Block, gathered


def blocks(count, size=1):
    return [Block("names", number, number / count, b"x" * size) for number in range(count)]


def test_it_gives_every_block_in_order_even_when_it_has_to_wait(monkeypatch):
    monkeypatch.setattr(ahead, "MOST_WAITING", 10)
    with Ahead(blocks(50, size=7)) as made:
        assert list(made) == blocks(50, size=7)


def test_it_raises_what_the_maker_raised_after_the_blocks_before():
    def failing():
        yield from blocks(2)
        raise ValueError("broken")

    with Ahead(failing()) as made:
        steps = iter(made)
        assert [next(steps), next(steps)] == blocks(2)
        with pytest.raises(ValueError, match="broken"):
            next(steps)


def test_it_stops_the_maker_when_it_is_left_early(monkeypatch):
    monkeypatch.setattr(ahead, "MOST_WAITING", 1)
    with pytest.raises(KeyError), Ahead(blocks(1_000)):
        raise KeyError
    assert "import-ahead" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("count", [0, 1, 3, 4, 10])
def test_small_blocks_are_put_together_and_nothing_of_them_is_lost(monkeypatch, count):
    monkeypatch.setattr(ahead, "LEAST", 20)
    found = list(gathered(blocks(count, size=7)))
    assert b"".join(block.lines for block in found) == b"x" * 7 * count
    assert [block.rows for block in found] == [*range(2, count, 3), *([count - 1] if count % 3 else [])]
    assert all(len(block.lines) >= 20 for block in found[:-1])
