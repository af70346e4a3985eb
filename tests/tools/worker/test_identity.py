"""A worker's name tells whether its process is gone, and says nothing of other hosts."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from apps.tools.worker.identity import is_alive_here, is_gone, worker_name
from tests.support.product import eventually

SAY_NAME = """
import django
django.setup()
from apps.tools.worker.identity import worker_name
print(worker_name(), flush=True)
input()
"""

Neighbour = tuple[subprocess.Popen[str], str]


@pytest.fixture
def neighbour() -> Iterator[Neighbour]:
    """Another process of this host, and its name."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "apps.config.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", SAY_NAME],
        env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout
        yield process, process.stdout.readline().strip()
        process.kill()


def test_one_that_lives_is_not_gone(neighbour: Neighbour) -> None:
    _, name = neighbour
    assert name != worker_name()
    assert [is_gone(worker_name()), is_gone(name)] == [False, False]
    assert [is_alive_here(worker_name()), is_alive_here(name)] == [True, True]


def test_one_that_was_killed_is_gone_even_before_its_parent_has_noticed(neighbour: Neighbour) -> None:
    process, name = neighbour
    process.kill()
    eventually(lambda: psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE)
    assert is_gone(name)
    process.wait()
    assert is_gone(name)
    assert not is_alive_here(name)


def test_another_process_with_the_same_number_does_not_pass_for_it(neighbour: Neighbour) -> None:
    _, name = neighbour
    host, _, ticks = name.rpartition("-")
    assert is_gone(f"{host}-{int(ticks) - 1}")


def test_of_another_host_or_container_nothing_is_certain() -> None:
    boot, namespace, _, _ = worker_name().split("-")
    assert not is_gone(f"00000000-{namespace}-4194304-1")
    assert not is_gone(f"{boot}-1-4194304-1")
    assert not is_gone("w")


def test_the_directory_of_another_container_may_be_in_use_but_not_that_of_an_earlier_boot() -> None:
    boot, namespace, pid, ticks = worker_name().split("-")
    assert is_alive_here(f"{boot}-1-4194304-1")
    assert not is_alive_here(f"00000000-{namespace}-{pid}-{ticks}")
