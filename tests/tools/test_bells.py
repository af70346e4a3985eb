"""A ring only means "look", and pressing the button never hurts."""

import threading
from time import monotonic

from apps.tools.bells import Bell, Doorbell


def test_a_ring_wakes_the_one_who_waits() -> None:
    bell, started = Bell(), monotonic()
    threading.Timer(0.1, bell.ring).start()
    assert bell.wait(30) == 1
    assert monotonic() - started < 10


def test_rings_are_counted_once() -> None:
    bell = Bell()
    for _ in range(3):
        bell.ring()
    assert [bell.wait(0), bell.wait(0)] == [3, 0]


def test_more_rings_than_it_can_hold_do_not_hold_up_who_rings() -> None:
    bell = Bell()
    for _ in range(100_000):
        bell.ring()
    assert bell.wait(0) > 0


def test_a_doorbell_without_a_bell_rings_for_nobody() -> None:
    Doorbell().ring()


def test_a_doorbell_presses_what_was_hung_last() -> None:
    doorbell, first, second = Doorbell(), Bell(), Bell()
    doorbell.hang(first.ring)
    doorbell.hang(second.ring)
    doorbell.ring()
    assert [first.wait(0), second.wait(0)] == [0, 1]


def test_a_bell_that_fails_does_not_fail_the_one_who_rings() -> None:
    doorbell, pressed = Doorbell(), threading.Event()

    def press() -> None:
        pressed.set()
        raise ConnectionRefusedError

    doorbell.hang(press)
    doorbell.ring()
    assert pressed.is_set()
