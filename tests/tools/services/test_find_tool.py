"""A tool is found by its names, and is available when a worker says so."""

from datetime import timedelta
from typing import ClassVar

import pytest
from django.utils import timezone
from pytest_django import Settings

from apps.tools.base import BaseTool, NoOptions, Requirement, ToolOutput, ToolRun
from apps.tools.exceptions import ToolNotFoundError, ToolUnavailableError
from apps.tools.models import WorkerNode
from apps.tools.registry import ToolRegistry
from apps.tools.services.find_tool import check_tool_available, find_tool
from apps.tools.services.list_tools import list_tools

pytestmark = pytest.mark.django_db


class Needy(BaseTool[NoOptions]):
    """Needs what this machine lacks."""

    name = "needy"
    title = "Needy"
    category = "text"
    aliases: ClassVar[tuple[str, ...]] = ("txt to gold",)
    requires = (Requirement("program", "philosophers-stone", "apt install alchemy"),)

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        return ToolOutput()


class NeedyInline(Needy):
    """Needs it in the request."""

    name = "needy-inline"
    aliases = ()
    inline = True


NEEDY, NEEDY_INLINE = Needy(), NeedyInline()
REGISTRY = ToolRegistry([NEEDY, NEEDY_INLINE])


def report(name: str, **unavailable: str) -> None:
    """The heartbeat of a worker."""
    WorkerNode.objects.report(name=name, concurrency=1, sandbox_tier=1, unavailable_tools=unavailable)


@pytest.mark.parametrize("name", ["needy", "txt to gold", "txt-to-gold", "TXT to gold"])
def test_a_tool_is_found_by_its_name_and_by_what_people_call_it(name: str) -> None:
    assert find_tool(name=name, _registry=REGISTRY) is NEEDY


def test_a_typing_error_is_answered_with_the_nearest_name() -> None:
    with pytest.raises(ToolNotFoundError, match=r"No tool is named 'nedy'. Did you mean 'needy'\?"):
        find_tool(name="nedy", _registry=REGISTRY)


def test_nonsense_is_answered_without_a_guess_and_not_repeated_at_length() -> None:
    with pytest.raises(ToolNotFoundError) as refusal:
        find_tool(name="#" * 5000, _registry=REGISTRY)
    assert refusal.value.detail == f"No tool is named '{'#' * 100}'."


def test_a_disabled_tool_does_not_exist(settings: Settings) -> None:
    assert find_tool(name="image-convert").name == "image-convert"

    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"tools_disabled": ["image-convert"]})

    with pytest.raises(ToolNotFoundError):
        find_tool(name="image-convert")
    with pytest.raises(ToolNotFoundError):
        find_tool(name="heic-to-jpg")


def test_without_a_worker_this_machine_says_what_is_missing() -> None:
    with pytest.raises(ToolUnavailableError, match="philosophers-stone' is missing: apt install alchemy"):
        check_tool_available(tool=NEEDY)


def test_one_worker_that_can_run_it_is_enough() -> None:
    report("poor", needy="No stone here.")
    with pytest.raises(ToolUnavailableError, match="cannot run here: No stone here"):
        check_tool_available(tool=NEEDY)

    report("rich")
    check_tool_available(tool=NEEDY)
    assert list_tools(q="gold", _registry=REGISTRY)[0].unavailable_reason is None


def test_a_worker_that_is_gone_counts_no_more() -> None:
    report("rich")
    WorkerNode.objects.update(seen_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(ToolUnavailableError):
        check_tool_available(tool=NEEDY)


def test_an_inline_tool_runs_here_whatever_workers_say() -> None:
    report("rich")

    with pytest.raises(ToolUnavailableError):
        check_tool_available(tool=NEEDY_INLINE)


def test_the_list_can_hold_only_what_runs_or_only_what_does_not() -> None:
    report("rich")

    def names(available: bool) -> list[str]:
        return [item.tool.name for item in list_tools(available=available, _registry=REGISTRY)]

    assert names(available=True) == ["needy"]
    assert names(available=False) == ["needy-inline"]
