"""What `manage.py check` says about the tools."""

from importlib.metadata import EntryPoint

import pytest

from apps.tools import registry
from apps.tools.checks import check_plugins


@pytest.fixture
def broken_plugin(monkeypatch: pytest.MonkeyPatch, fresh_registry: None) -> None:
    """An installed package whose plugin cannot be imported."""
    broken = EntryPoint("acme", "acme_tools_that_are_not_there", registry.ENTRY_POINT_GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda **_: [broken])


def test_all_is_well_with_the_built_in_tools() -> None:
    assert check_plugins() == []


@pytest.mark.usefixtures("broken_plugin")
def test_a_plugin_that_cannot_be_loaded_is_named_and_the_others_work() -> None:
    [warning] = check_plugins()
    assert "acme_tools_that_are_not_there" in str(warning.msg)
    assert warning.hint
    assert "image-convert" in {tool.name for tool in registry.get_tool_registry()}
