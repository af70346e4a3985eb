"""What one zygote had to compile, the next one finds compiled, though it may write nothing itself."""

import os
import sysconfig
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from apps.tools.toolhost.host import ToolHost
from tests.support.product import eventually

pytestmark = pytest.mark.processes

PLUGIN = '''
from apps.tools.base import BaseTool, NoOptions, ToolOutput, ToolRun


class Late(BaseTool[NoOptions]):
    """Do nothing."""

    name = "late"
    title = "Late"
    category = "convert"
    output_formats = ("png",)

    def process(self, run: ToolRun[NoOptions]) -> ToolOutput:
        """Never asked."""
        raise NotImplementedError
'''


@pytest.mark.skipif(
    not os.access(sysconfig.get_path("purelib"), os.W_OK), reason="this installation may not be written to"
)
def test_what_a_zygote_imported_is_compiled_for_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "plugins" / "late_plugin.py"
    module.parent.mkdir()
    module.write_text(PLUGIN)
    monkeypatch.syspath_prepend(str(module.parent))
    host = ToolHost(plugins=("late_plugin",), workspaces=tmp_path / "workspaces")

    host.start()

    try:
        eventually(Path(cache_from_source(str(module))).exists, seconds=60, what="the compiled module")
    finally:
        host.stop()
