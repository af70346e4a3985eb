"""What the README shows is what happens: its blocks are run, in order, against a real server."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from django.core.management import get_commands
from PIL import Image

from apps.config.environment import PROJECT_ROOT
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput
from tests.support.product import Product

README_URL = "http://127.0.0.1:8000"
PAGES = sorted([*PROJECT_ROOT.glob("*.md"), *PROJECT_ROOT.glob("docs/**/*.md")])


@pytest.fixture(scope="module")
def readme() -> str:
    """Its text."""
    return (PROJECT_ROOT / "README.md").read_text()


@pytest.fixture(scope="module")
def tour(readme: str, served: Product) -> str:
    """The marked blocks as one script, for this server and this interpreter."""
    blocks = re.findall(r"<!-- tour -->\n```bash\n(.*?)```", readme, re.DOTALL)
    script = "\n".join(blocks).replace(README_URL, served.url)
    return script.replace("uv run manage.py", f"{sys.executable} {PROJECT_ROOT}/manage.py").replace(
        "uv run python", sys.executable
    )


@pytest.fixture(scope="module")
def toured(tour: str, served: Product, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Where the tour was made, and what it printed; it ended without an error."""
    folder = tmp_path_factory.mktemp("tour")
    run = subprocess.run(
        ["bash", "-euo", "pipefail"],
        input=tour,
        cwd=folder,
        env=served.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout + run.stderr + served.log.read_text()
    return folder / "var/tour", run.stdout


def test_the_tour_downloads_a_webp_of_the_width_it_asked_for(toured: tuple[Path, str]) -> None:
    folder, _ = toured
    with Image.open(folder / "photo.webp") as picture:
        picture.load()
        assert (picture.format, picture.size) == ("WEBP", (800, 600))


def test_the_call_that_answers_with_bytes_answers_with_an_avif(toured: tuple[Path, str]) -> None:
    folder, _ = toured
    with Image.open(folder / "photo.avif") as picture:
        picture.load()
        assert (picture.format, picture.size) == ("AVIF", (1600, 1200))


def test_the_tool_that_ran_without_a_server_left_a_png(toured: tuple[Path, str]) -> None:
    folder, _ = toured
    with Image.open(folder / "photo.png") as picture:
        picture.load()
        assert (picture.format, picture.size) == ("PNG", (1600, 1200))


def test_the_tour_prints_what_the_tools_found(toured: tuple[Path, str]) -> None:
    _, printed = toured
    assert "26.2 mi = 42.1648128 km" in printed
    assert "1600 x 1200" in printed


def test_the_browsers_session_starts_an_execution(toured: tuple[Path, str]) -> None:
    _, printed = toured
    assert '"email": "alice@example.com"' in printed
    assert '"output_format":"png"' in printed.splitlines()[-1]


def test_the_addresses_that_the_readme_names_answer(readme: str, served: Product) -> None:
    named = re.findall(r"`(?:curl \")?\$url(/[^`\"]+)", readme)
    assert len(named) == 4
    assert {address: httpx.get(served.url + address).status_code for address in named} == dict.fromkeys(
        named, 200
    )


def test_the_tool_in_the_readme_runs_in_the_tool_host(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = re.findall(r"<!-- tool -->\n```python\n(.*?)```", readme, re.DOTALL)[0]
    (tmp_path / "line_sort.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    path = workspace / "words.txt"
    path.write_text("pear\napple\npear\n")
    words = JobInput(role="source", path=path, name="words.txt", format="txt", size=16)
    job = Job(tool="line-sort", options={"unique": True}, inputs=(words,), workspace=workspace)
    host = ToolHost(plugins=("line_sort",))
    host.start()
    try:
        outcome = host.launch(job).wait(lambda _fraction, _message: None)
    finally:
        host.stop()
    assert outcome.fault is None
    assert [file.name for file in outcome.files] == ["words.txt"]
    assert outcome.files[0].path.read_text() == "apple\npear\n"


def test_the_table_of_commands_names_all_of_ours_and_no_others(readme: str) -> None:
    table = readme.partition("<!-- commands -->")[2].partition("\n\n")[0]
    named = {name for row in table.strip().splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    ours = {name for name, app in get_commands().items() if str(app).startswith("apps.")}
    assert named == ours


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(PROJECT_ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text())
    assert [target for target in targets if not (page.parent / target).exists()] == []
