"""The image and the compose file, as far as they can be checked without an engine: by reading them.

The programs that they start are real, and are asked whether they understand their arguments.
"""

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from apps.config.environment import PROJECT_ROOT
from tests.support.product import Product

Instruction = tuple[str, str]

OURS = ("api", "worker", "beat", "migrate")
MOST_LINES = 60


@pytest.fixture(scope="module")
def dockerfile() -> list[Instruction]:
    """Its instructions as (name, arguments), continuation lines joined."""
    lines = (PROJECT_ROOT / "Dockerfile").read_text().replace("\\\n", "").splitlines()
    words = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return [(name, arguments) for name, _, arguments in words]


@pytest.fixture(scope="module")
def final_stage(dockerfile: list[Instruction]) -> list[Instruction]:
    """What the image is made of."""
    last = max(place for place, (name, _) in enumerate(dockerfile) if name == "FROM")
    return dockerfile[last:]


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    """The services of compose.yaml."""
    found: dict[str, Any] = yaml.safe_load((PROJECT_ROOT / "compose.yaml").read_text())["services"]
    return found


def _arguments(stage: list[Instruction], name: str) -> str:
    """Of the last instruction of this name."""
    return [arguments for found, arguments in stage if found == name][-1]


@pytest.mark.parametrize("name", ["Dockerfile", "compose.yaml"])
def test_the_files_stay_short_enough_to_be_read(name: str) -> None:
    assert len((PROJECT_ROOT / name).read_text().splitlines()) < MOST_LINES


def test_every_instruction_is_one_that_docker_knows(dockerfile: list[Instruction]) -> None:
    known = {"FROM", "RUN", "COPY", "ENV", "WORKDIR", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert {name for name, _ in dockerfile} <= known
    assert all(arguments for _, arguments in dockerfile)


def test_every_copied_source_exists_and_is_let_through_by_dockerignore(dockerfile: list[Instruction]) -> None:
    let_through = {
        line.removeprefix("!")
        for line in (PROJECT_ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    copied = [arguments.split() for name, arguments in dockerfile if name == "COPY"]
    sources = {source for words in copied if not words[0].startswith("--") for source in words[:-1]}
    assert sources == let_through
    assert [source for source in sources if not (PROJECT_ROOT / source).exists()] == []


def test_the_image_runs_as_a_numeric_user_that_is_not_root(final_stage: list[Instruction]) -> None:
    assert int(_arguments(final_stage, "USER")) > 0
    names = [name for name, _ in final_stage]
    assert names.index("USER") > max(place for place, name in enumerate(names) if name == "RUN")


def test_the_image_keeps_its_state_in_the_volume(final_stage: list[Instruction]) -> None:
    assert _arguments(final_stage, "VOLUME") == "/data"
    assert "DATA_DIR=/data" in " ".join(arguments for name, arguments in final_stage if name == "ENV")


def test_the_image_starts_the_product_for_all_addresses(final_stage: list[Instruction]) -> None:
    command = json.loads(_arguments(final_stage, "CMD"))
    assert command[:5] == ["python", "manage.py", "serve", "--host", "0.0.0.0"]


def test_the_health_check_passes_where_the_product_is_ready_and_fails_where_it_is_not(
    final_stage: list[Instruction], served: Product
) -> None:
    command = json.loads(_arguments(final_stage, "HEALTHCHECK").partition("CMD ")[2])
    assert command[:2] == ["python", "-c"]

    def check(source: str, *, public_url: str) -> int:
        environment = os.environ | {"PUBLIC_URL": public_url}
        run = subprocess.run(
            [sys.executable, "-c", source], env=environment, stderr=subprocess.DEVNULL, check=False
        )
        return run.returncode

    here = command[2].replace(":8000/", f":{served.port}/")
    assert here != command[2]
    assert check(here, public_url=served.url) == 0
    assert check(here, public_url="https://tools.example.com") != 0  # a host that is not served here
    assert check(command[2].replace(":8000/", ":1/"), public_url=served.url) != 0


def test_only_the_api_is_published_on_loopback_and_beside_the_usual_ports(services: dict[str, Any]) -> None:
    published = {name: service["ports"] for name, service in services.items() if "ports" in service}
    assert published == {"api": ["127.0.0.1:8080:8000"]}


def test_no_secret_is_in_the_compose_file_and_each_comes_from_a_file(services: dict[str, Any]) -> None:
    secrets = yaml.safe_load((PROJECT_ROOT / "compose.yaml").read_text())["secrets"]
    assert all(list(secret) == ["file"] for secret in secrets.values())
    for service in services.values():
        named = {
            variable
            for variable in service.get("environment", {})
            if "PASSWORD" in variable or "SECRET" in variable
        }
        assert all(variable.endswith("_FILE") for variable in named)
        for variable, value in service.get("environment", {}).items():
            if variable.endswith("_FILE"):
                assert value.removeprefix("/run/secrets/") in service["secrets"]


def test_everything_waits_for_the_migration_and_the_migration_for_the_database(
    services: dict[str, Any],
) -> None:
    for name in ("api", "worker", "beat"):
        assert services[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert services["migrate"]["restart"] == "no"


def test_every_service_that_can_be_asked_has_a_health_check(services: dict[str, Any]) -> None:
    assert "healthcheck" not in services["api"]  # the image's
    assert all(services[name]["healthcheck"]["test"] for name in ("worker", "postgres", "redis"))


@pytest.mark.parametrize("name", OURS)
def test_the_programs_understand_their_arguments(services: dict[str, Any], name: str) -> None:
    program, *arguments = shlex.split(services[name]["command"])
    run = subprocess.run(
        [Path(sys.executable).with_name(program), *arguments, "--help"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "--help" in run.stdout


def test_a_program_that_does_not_understand_its_arguments_says_so() -> None:
    run = subprocess.run(
        [Path(sys.executable).with_name("granian"), "--no-such-option", "--help"],
        capture_output=True,
        check=False,
    )
    assert run.returncode != 0
