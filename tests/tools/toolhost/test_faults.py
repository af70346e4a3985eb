"""Every way in which a tool can go wrong has its code, its sentence, and its end."""

import time
from collections.abc import Callable
from typing import Any

import psutil
import pytest

from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Fault, Job, Outcome

Misbehave = Callable[..., Outcome]
NewJob = Callable[..., Job]
Eventually = Callable[..., None]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("spin", "tool_cpu"),
        ("spin_and_ignore_xcpu", "tool_cpu"),
        ("spin_in_turns", "tool_cpu"),
        ("allocate_at_once", "tool_memory"),
        ("allocate_slowly", "tool_memory"),
        ("allocate_in_children", "tool_memory"),
        ("bomb", "tool_policy"),
        ("fill_one_file", "tool_disk"),
        ("fill_one_sparse_file", "tool_disk"),
        ("fill_many_files", "tool_disk"),
        ("fill_nameless_files", "tool_disk"),
        ("fill_with_names", "tool_disk"),
        ("dig_directories", "tool_disk"),
        ("flood_reports", "tool_policy"),
        ("lie_in_reports", "tool_policy"),
        ("segfault", "tool_crashed"),
        ("abort", "tool_crashed"),
        ("exit_quietly", "tool_crashed"),
        ("raise_something", "tool_crashed"),
        ("send_sigsys", "tool_policy"),
        ("refuse_the_input", "input_limit"),
        ("give_up", "tool_error"),
        ("run_failing_program", "tool_error"),
        ("run_missing_program", "tool_error"),
        ("run_crashing_program", "tool_error"),
        ("leave_the_workspace", "tool_policy"),
        ("change_user", "tool_policy"),
        ("output_nothing", "output_invalid"),
        ("output_empty", "output_invalid"),
        ("output_garbage", "output_invalid"),
        ("output_missing", "output_invalid"),
        ("output_upwards", "output_invalid"),
        ("output_directory", "output_invalid"),
        ("output_undeclared", "output_invalid"),
        ("output_false_claims", "output_invalid"),
    ],
)
def test_each_misbehaviour_ends_with_its_code_and_within_its_time(
    misbehave: Misbehave, how: str, code: str
) -> None:
    began = time.monotonic()

    outcome = misbehave(how)

    assert outcome.fault is not None
    assert (outcome.fault.code, outcome.files, outcome.killed) == (code, (), False), outcome.exit_info["log"]
    assert outcome.fault.detail
    assert "/" not in outcome.fault.detail, "A path of ours is nobody's business."
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("how", "seconds"),
    [("hang", 1), ("run_long_program", 1), ("flood_progress", 1), ("hang_and_ignore_term", 3)],
)
def test_a_tool_that_does_not_end_is_asked_to_and_two_seconds_later_ended(
    misbehave: Misbehave, how: str, seconds: float
) -> None:
    began = time.monotonic()

    outcome = misbehave(how, tool="misbehave-for-a-second")

    assert outcome.fault == Fault(
        "tool_timeout", "The tool did not finish within 1 s and was stopped. Try a smaller file."
    )
    assert seconds <= time.monotonic() - began < seconds + 10


def test_the_detail_says_what_failed_and_what_to_do(misbehave: Misbehave) -> None:
    assert misbehave("spin").fault == Fault(
        "tool_cpu", "The tool used more than its 2 s of processor time and was stopped. Try a smaller file."
    )
    assert misbehave("segfault").fault == Fault("tool_crashed", "The tool ended unexpectedly (SIGSEGV).")


def test_a_refusal_of_the_tool_reaches_its_owner_word_for_word(misbehave: Misbehave) -> None:
    assert misbehave("refuse_the_input").fault == Fault(
        "input_limit", "The picture has 40,000 frames; 1,000 are accepted."
    )


def test_an_exceptions_text_stays_in_the_operators_log(misbehave: Misbehave) -> None:
    outcome = misbehave("raise_something")

    assert outcome.fault == Fault("tool_crashed", "The tool ended unexpectedly (ZeroDivisionError).")
    assert "secret details" in str(outcome.exit_info["log"])


def test_a_programs_last_words_come_without_the_paths_in_them(misbehave: Misbehave) -> None:
    assert misbehave("run_failing_program").fault == Fault(
        "tool_error", "'sh' failed: cannot open a.bin or b.bin"
    )


def test_a_program_ended_by_a_signal_is_named_with_it(misbehave: Misbehave) -> None:
    assert misbehave("run_crashing_program").fault == Fault(
        "tool_error", "'sh' ended unexpectedly (SIGSEGV)."
    )


def test_exit_info_tells_operators_how_the_run_ended(misbehave: Misbehave, host: ToolHost) -> None:
    info: dict[str, Any] = misbehave("segfault").exit_info

    assert info["signal"] == "SIGSEGV"
    assert info["tier"] == host.tier
    for measured in ("cpu_ms", "wall_ms", "max_rss_mb"):
        assert info[measured] > 0, measured


@pytest.mark.parametrize("how", ["bomb", "fill_with_names", "allocate_in_children"])
def test_the_others_go_on_beside_a_tool_that_takes_all_it_can(
    host: ToolHost, new_job: NewJob, misbehave: Misbehave, how: str
) -> None:
    others = [host.launch(new_job("copy-picture")) for _ in range(3)]

    assert misbehave(how).fault is not None

    assert [other.wait(lambda *_: None).fault for other in others] == [None] * 3


def test_a_flood_of_errors_is_cut_and_does_not_stop_the_tool(misbehave: Misbehave) -> None:
    outcome = misbehave("flood_stderr")

    assert outcome.fault is None
    assert outcome.result == {"value": "done"}
    log = str(outcome.exit_info["log"])
    assert len(log) == 4096
    assert log.endswith("the end")


def test_the_memory_of_the_worker_does_not_grow_with_that_of_a_tool(misbehave: Misbehave) -> None:
    worker = psutil.Process()
    before = worker.memory_info().rss

    misbehave("allocate_slowly")

    assert worker.memory_info().rss - before < 16 * 1024 * 1024


def test_an_unknown_tool_is_an_error_of_the_run(host: ToolHost, new_job: NewJob) -> None:
    outcome = host.launch(new_job("no-such-tool")).wait(lambda *_: None)

    assert outcome.fault == Fault("tool_error", "The tool host has no tool named 'no-such-tool'.")


def test_options_that_a_newer_tool_does_not_take_are_an_error_of_the_run(
    host: ToolHost, new_job: NewJob
) -> None:
    outcome = host.launch(new_job("copy-picture", no_such_option=1)).wait(lambda *_: None)

    assert outcome.fault == Fault(
        "tool_error", "The options do not fit version 1.0.0 of the tool 'copy-picture'."
    )


def test_a_host_that_does_not_listen_does_not_keep_a_run_from_its_end(
    host: ToolHost, new_job: NewJob, eventually: Eventually
) -> None:
    zygote = psutil.Process(host.pid)
    eventually(lambda: len(zygote.children()) == 1, within=40)
    keeper = zygote.children()[0].pid  # the one that was forked ahead
    running = host.launch(new_job("misbehave-for-a-second", how="flood_progress"))

    eventually(lambda: not psutil.pid_exists(keeper), within=40)

    outcome = running.wait(lambda *_: None)
    assert outcome.fault is not None
    assert outcome.fault.code == "tool_timeout"
