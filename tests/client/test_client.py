"""A TypeScript client made from the OpenAPI document: it knows every tool, refuses wrong options, works."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copy, which
from typing import Any

import pytest

from apps.config.environment import PROJECT_ROOT
from apps.tools.registry import Tool, get_tool_registry
from tests.support.product import running

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
ANYTHING = "01890a5d-ac96-774b-bcce-b302099a8057"

pytestmark = pytest.mark.xdist_group("client")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A TypeScript project with the types that were generated from the document."""
    if not (which("node") and PACKAGES.exists()):
        pytest.skip("The client's packages are missing: run npm ci --prefix tests/client.")
    folder = tmp_path_factory.mktemp("client")
    (folder / "node_modules").symlink_to(PACKAGES)
    for name in ("package.json", "tsconfig.json"):
        copy(HERE / name, folder)
    document = PROJECT_ROOT / "docs" / "openapi.json"
    # Options with a default need not be given.
    run(folder, "openapi-typescript", str(document), "-o", "schema.d.ts", "--default-non-nullable", "false")
    return folder


def run(folder: Path, program: str, *arguments: str, **environment: str) -> str:
    """What one of the packages' programs prints; fails with it when it fails."""
    command = ["node", *arguments] if program == "node" else [str(PACKAGES / ".bin" / program), *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
        env={"PATH": _path()} | environment,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout


def _path() -> str:
    return str(Path(which("node") or "").parent)


def tools() -> Iterator[tuple[Tool, dict[str, Any]]]:
    """Every tool, and options that it takes."""
    for tool in get_tool_registry():
        yield tool, dict(tool.examples[0].options) if tool.examples else {}


def body(tool: Tool, options: dict[str, Any]) -> str:
    """The request for a run with these options, with as many files as the tool needs."""
    inputs = [{"file_id": ANYTHING, "role": role.role} for role in tool.inputs for _ in range(role.min)]
    return json.dumps({"inputs": inputs, "options": options})


def path(tool: Tool) -> str:
    """Where the tool's executions are made."""
    return f'"/api/v1/tools/{tool.name}/executions"'


HEAD = """
import createClient from "openapi-fetch";
import type { Readable } from "openapi-typescript-helpers";
import type { components, paths } from "./schema.js";
const client = createClient<paths>({ baseUrl: "http://127.0.0.1" });
type Json<Content> = { requestBody: { content: { "application/json": Content } } };
type Body<Path extends keyof paths> = paths[Path] extends { post: Json<infer Wanted> } ? Wanted : never;
// What the client answers with: it takes tuples for arrays.
type Schemas = components["schemas"];
type Result<Name extends keyof Schemas> = Readable<Schemas[Name]> | null | undefined;
"""


def compile_alone(project: Path, name: str, lines: list[str]) -> None:
    """Check the types of a file of these lines; fails with what the compiler says."""
    (project / f"{name}.ts").write_text("\n".join([HEAD, *lines, "export {};"]))
    (project / f"{name}.json").write_text(json.dumps({"extends": "./tsconfig.json", "files": [f"{name}.ts"]}))
    run(project, "tsc", "--noEmit", "--project", f"{name}.json")


def test_every_tool_can_be_called_with_the_options_of_its_example(project: Path) -> None:
    calls = [
        f"await client.POST({path(tool)}, {{ body: {body(tool, options)} }});" for tool, options in tools()
    ]

    compile_alone(project, "calls", calls)


def test_every_tool_refuses_an_option_that_it_does_not_have(project: Path) -> None:
    lines = ["// @ts-expect-error: there is no such tool", 'await client.POST("/api/v1/tools/no/run", {});']
    for tool, options in tools():
        wrong = [{**options, "no_such_option": 1}]
        if "output_format" in tool.options_type.model_fields:
            wrong.append({**options, "output_format": "no-format"})
        for number, values in enumerate(wrong):
            name = f"{tool.name.replace('-', '_')}_{number}"
            lines.append("// @ts-expect-error: no option of the tool, or no value of it")
            lines.append(f"const {name}: Body<{path(tool)}> = {body(tool, values)};")

    compile_alone(project, "refusals", lines)


def test_every_result_has_the_type_of_its_tool(project: Path) -> None:
    lines = []
    for number, (tool, options) in enumerate(tools()):
        if tool.result_type:
            schema = "".join(word.capitalize() for word in tool.name.split("-")) + "Result"
            lines += [
                f"const a{number} = await client.POST({path(tool)}, {{ body: {body(tool, options)} }});",
                f"const r{number}: Result<'{schema}'> = a{number}.data?.result;",
            ]

    compile_alone(project, "results", lines)


@pytest.mark.processes
def test_the_generated_client_talks_to_a_real_server(project: Path, tmp_path: Path) -> None:
    copy(HERE / "tour.ts", project)
    (project / "tour.json").write_text('{"extends": "./tsconfig.json", "files": ["tour.ts"]}')
    run(project, "tsc", "--project", "tour.json", "--outDir", "built")

    with running(tmp_path) as product, product.client() as alice:
        key = alice.headers["Authorization"].removeprefix("Bearer ")
        printed = run(project, "node", "built/tour.js", URL=product.url, KEY=key)

    assert printed.split() == ["42.1648128", "image-convert", "201", "csv", "422", "input_mismatch", "mile"]
