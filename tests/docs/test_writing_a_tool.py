"""The guide is true: its tool, its test, its shell commands and its package are used as they stand."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.config.environment import PROJECT_ROOT
from apps.tools.registry import ToolRegistry, get_tool_registry

MODULE = "magictoolbox_csv_select"
MOST_LINES = 45

Block = Callable[[str], str]


@pytest.fixture(scope="module")
def block() -> Block:
    """The code of the one block with this mark."""
    guide = (PROJECT_ROOT / "docs/writing-a-tool.md").read_text()

    def find(mark: str) -> str:
        (code,) = re.findall(rf"<!-- {mark} -->\n```\w+\n(.*?)```", guide, re.DOTALL)
        return str(code)

    return find


@pytest.fixture
def package(block: Block, tmp_path: Path) -> Path:
    """The package of the guide as an installer leaves it: the module, and its entry points beside it."""
    folder = tmp_path / "installed"
    project = tomllib.loads(block("pyproject"))["project"]
    metadata = folder / f"{MODULE}-{project['version']}.dist-info"
    metadata.mkdir(parents=True)
    (folder / f"{MODULE}.py").write_text(block("tool"))
    (metadata / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    lines = [
        line
        for group, entries in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {place}" for name, place in entries.items()))
    ]
    (metadata / "entry_points.txt").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture
def registry(package: Path, monkeypatch: pytest.MonkeyPatch) -> ToolRegistry:
    """The tools of an installation that has the package."""
    monkeypatch.syspath_prepend(str(package))
    return get_tool_registry.__wrapped__()


def run(*argv: str, package: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((str(package), str(PROJECT_ROOT)))
    environment = os.environ | {"PYTHONPATH": path, "DATA_DIR": str(folder / "data")}
    return subprocess.run(
        argv, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


def test_the_tool_is_short(block: Block) -> None:
    assert len(block("tool").strip().splitlines()) <= MOST_LINES


def test_the_package_is_found_by_its_entry_point_and_by_its_aliases(registry: ToolRegistry) -> None:
    assert registry.failures == ()
    assert registry.get("csv-select").title == "Select CSV columns"
    assert registry.get("Cut columns").name == "csv-select"


def test_the_example_of_the_tool_fits_its_options(registry: ToolRegistry) -> None:
    tool = registry.get("csv-select")
    chosen = tool.options_type.model_validate(tool.examples[0].options)
    assert chosen.model_dump() == tool.examples[0].options


def test_the_shell_commands_run_the_tool_in_its_sandbox(block: Block, package: Path, tmp_path: Path) -> None:
    manage = f"{sys.executable} {PROJECT_ROOT / 'manage.py'}"
    script = block("shell").replace("uv run manage.py", manage)

    ended = run("bash", "-euc", script, package=package, folder=tmp_path)

    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / "towns.csv").read_text().split() == ["town,name", "Lyon,Alice", "Bern,Bob"]


def test_the_tests_of_the_guide_pass(block: Block, package: Path, tmp_path: Path) -> None:
    tests = tmp_path / "test_csv_select.py"
    tests.write_text(block("test").replace("apps.tools.plugins.data.csv_select", MODULE))
    options = ("-c", str(PROJECT_ROOT / "pyproject.toml"), "-p", "tests.tools.plugins.conftest", "-q")

    ended = run(sys.executable, "-m", "pytest", *options, str(tests), package=package, folder=tmp_path)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 passed" in ended.stdout


@pytest.mark.parametrize(
    ("mark", "place"),
    [
        ("tool", "apps/tools/plugins/geo/csv_select.py"),
        ("test", "tests/tools/plugins/geo/test_csv_select.py"),
    ],
)
# I001: the tool is not in the tree, so ruff takes it for a stranger's and would sort its import elsewhere.
@pytest.mark.parametrize("command", [("check", "--ignore", "I001"), ("format", "--check")])
def test_the_code_keeps_the_rules_of_the_project(
    block: Block, mark: str, place: str, command: tuple[str, ...]
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--stdin-filename", place, "-"],
        input=block(mark),
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
