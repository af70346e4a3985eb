"""Tools without a file run where they are called."""

import pytest

from apps.tools.base import BaseTool, InvalidInputError, NoOptions, ToolFailedError, ToolOutput, ToolRun
from apps.tools.toolhost.inline import run_inline


class Answer(BaseTool[NoOptions]):
    """Answer without a file, and note what was called."""

    name = "answer"
    title = "Answer"
    category = "text"
    inline = True

    def __init__(self) -> None:
        self.calls: list[str] = []

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        run.progress(0.5, "half")
        self.calls.append("process")
        return ToolOutput(notes=("42",))

    def cleanup(self, run: ToolRun[NoOptions]) -> None:
        self.calls.append("cleanup")


class Refuse(Answer):
    """Refuse."""

    name = "refuse"

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        raise InvalidInputError("No.")


class StartPrograms(Answer):
    """Try to start a program."""

    name = "start-programs"

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        run.exec(["true"])
        return ToolOutput()


class TakeAFile(Answer):
    """Work in the tool host."""

    name = "take-a-file"
    inline = False


def test_the_answer_comes_at_once_and_the_tool_cleans_up() -> None:
    tool = Answer()

    assert run_inline(tool, NoOptions()).notes == ("42",)
    assert tool.calls == ["process", "cleanup"]


def test_a_refusal_reaches_the_caller_and_the_tool_cleans_up() -> None:
    tool = Refuse()

    with pytest.raises(InvalidInputError, match=r"No\."):
        run_inline(tool, NoOptions())
    assert tool.calls == ["cleanup"]


def test_no_program_is_started_outside_of_the_sandbox() -> None:
    with pytest.raises(ToolFailedError, match="starts no programs"):
        run_inline(StartPrograms(), NoOptions())


def test_a_tool_that_is_not_inline_is_refused() -> None:
    with pytest.raises(ValueError, match="'take-a-file' is not inline"):
        run_inline(TakeAFile(), NoOptions())
