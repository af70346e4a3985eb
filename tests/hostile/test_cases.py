"""Every hostile file gets the right answer in time, and reaches nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.case import Case
from tests.hostile.cases import CASES, FLAWS, SLOW
from tests.hostile.catalogue import LAST, LATER, TRIED
from tests.hostile.surroundings import Answer, Surroundings, surroundings

pytestmark = pytest.mark.processes

RUNS_ALL = os.environ.get("HOSTILE_CASES") == "all"
"""Otherwise one case for each threat runs, which takes minutes where all take a quarter of an hour."""


def chosen() -> Iterator[Case]:
    """The cases that run."""
    seen = set()
    for case in CASES:
        if str(case) in SLOW and not RUNS_ALL:
            continue
        if RUNS_ALL or case.id not in seen:
            yield case
        seen.add(case.id)


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    """One product for all cases: what an earlier one did to it, a later one shows."""
    with surroundings(tmp_path_factory.mktemp("hostile")) as made:
        yield made


@pytest.mark.parametrize("case", list(chosen()), ids=str)
def test_a_hostile_file_is_answered_and_reaches_nothing(
    around: Surroundings, case: Case, tmp_path: Path
) -> None:
    answer = around.send(case, tmp_path)

    around.check(answer)
    # What is a flaw no longer leaves the list of flaws.
    assert bool(mistakes(case, answer)) == (str(case) in FLAWS), mistakes(case, answer)


def mistakes(case: Case, answer: Answer) -> list[str]:
    """What is not as the case has it."""
    found = (
        [] if answer.code in case.expect else [f"{answer.code} is none of {case.expect}: {answer.document}"]
    )
    found += [f"{secret!r} is in the answer" for secret in case.absent if secret in answer.told]
    size = sum(map(len, answer.outputs))
    if case.output_at_most is not None and size > case.output_at_most:
        found.append(f"{size} bytes came out, and {case.output_at_most} may")
    formats = {output["format"] for output in answer.document.get("outputs", ())}
    if case.output_format is not None and formats - {case.output_format}:
        found.append(f"{formats} came out, and {case.output_format} was asked for")
    return found


def test_no_threat_is_counted_twice() -> None:
    names = [str(case) for case in CASES]
    assert sorted(set(names)) == sorted(names)


def test_every_flaw_is_that_of_a_case() -> None:
    assert FLAWS.keys() | SLOW <= {str(case) for case in CASES}


def test_every_threat_of_the_catalogue_is_tried_or_of_what_is_not_there_yet() -> None:
    numbers = {f"H{number:03}" for number in range(1, LAST + 1)}

    assert {case.id for case in CASES} | TRIED.keys() | LATER.keys() == numbers
    assert not (TRIED.keys() & LATER.keys())


@pytest.mark.parametrize("test", sorted({test for tests in TRIED.values() for test in tests}))
def test_who_tries_a_threat_exists(test: str) -> None:
    file, _, name = test.partition("::")

    assert f"def {name}(" in (Path(__file__).parents[1] / file).read_text()
