"""Every hostile file gets the right answer in time, and reaches nothing."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from tests.hostile.case import Case
from tests.hostile.cases import CASES, ENDLESS, FLAWS, SLOW
from tests.hostile.surroundings import Surroundings, surroundings

pytestmark = pytest.mark.processes

RUNS_ALL = os.environ.get("HOSTILE_CASES") == "all"
"""Otherwise one case for each threat runs, which takes minutes where all take a quarter of an hour."""


def chosen() -> Iterator[ParameterSet]:
    """The cases that run; those with a known flaw fail, and fail this when they do not any more."""
    seen = set()
    for case in CASES:
        if str(case) in ENDLESS or (str(case) in SLOW and not RUNS_ALL):
            continue
        if RUNS_ALL or case.id not in seen:
            flaw = FLAWS.get(str(case))
            marks = [pytest.mark.xfail(reason=flaw, strict=True)] if flaw else []
            yield pytest.param(case, marks=marks, id=str(case))
        seen.add(case.id)


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    """One product for all cases: what an earlier one did to it, a later one shows."""
    with surroundings(tmp_path_factory.mktemp("hostile")) as made:
        yield made


@pytest.mark.parametrize("case", list(chosen()))
def test_a_hostile_file_is_answered_and_reaches_nothing(
    around: Surroundings, case: Case, tmp_path: Path
) -> None:
    answer = around.send(case, tmp_path)

    assert answer.code in case.expect, answer.document
    for secret in case.absent:
        assert secret not in answer.told
    if case.output_at_most is not None:
        assert sum(map(len, answer.outputs)) <= case.output_at_most
    if case.output_format is not None and answer.code == "completed":
        assert {output["format"] for output in answer.document["outputs"]} == {case.output_format}
    around.check(answer)


def test_no_threat_is_counted_twice() -> None:
    names = [str(case) for case in CASES]
    assert sorted(set(names)) == sorted(names)


def test_every_flaw_is_that_of_a_case() -> None:
    assert FLAWS.keys() | ENDLESS.keys() | SLOW <= {str(case) for case in CASES}
