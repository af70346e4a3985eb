"""Looks for the number that just meets a goal, with as few attempts as that takes."""

from collections.abc import Callable, Sequence
from typing import TypeVar

TrialT = TypeVar("TrialT")


def last_that_fits(
    attempt: Callable[[int], TrialT], fits: Callable[[TrialT], bool], numbers: Sequence[int]
) -> TrialT | None:
    """The attempt at the last number that fits, where all before it fit too; None if the first does not."""
    best, low, high = None, 0, len(numbers) - 1
    while low <= high:
        middle = (low + high + 1) // 2
        trial = attempt(numbers[middle])
        if fits(trial):
            best, low = trial, middle + 1
        else:
            high = middle - 1
    return best
