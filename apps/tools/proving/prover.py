"""Proves a conversion: a real sample through the real tool host, its output read by another library.

A format family is proven by its module here, `apps.tools.proving.<family>`, which has
`make_sample(format, path) -> facts` and `check(path, source, target, facts)`, raising ProofFailedError.
A tool that does more than convert, or a format that is unlike its family, may have a module of its own:
`apps.tools.proving.<tool>` and `apps.tools.proving.<format>` go before the family's.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

from pydantic import JsonValue, ValidationError

from apps.tools.formats import FORMATS
from apps.tools.proving.proofs import Pair, ProofFailedError
from apps.tools.registry import Tool
from apps.tools.toolhost.host import ToolHost
from apps.tools.toolhost.jobs import Job, JobInput, Outcome

Proof = tuple[Pair, str | None]
"""A pair, and why it is not proven, or None."""


def prove_all(pairs: Iterable[Pair], *, tools: dict[str, Tool], host: ToolHost) -> Iterator[Proof]:
    """Prove the pairs side by side, one for each core, in their order."""

    def attempt(pair: Pair) -> Proof:
        try:
            prove(pair, tool=tools[pair.tool], host=host)
        except Exception as error:  # noqa: BLE001 - a reader may stumble in any way over a wrong output
            return pair, str(error) if isinstance(error, ProofFailedError) else repr(error)
        return pair, None

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield from pool.map(attempt, pairs)


def prove(pair: Pair, *, tool: Tool, host: ToolHost) -> None:
    """Convert a sample and check the result; raises ProofFailedError with what differs."""
    with TemporaryDirectory(prefix="proof-") as folder:
        inputs, facts = _make_inputs(tool, source=pair.source, folder=Path(folder))
        job = Job(
            tool=tool.name,
            options=options_for(tool, target=pair.target),
            inputs=inputs,
            workspace=Path(folder),
        )
        outcome = host.launch(job).wait(_ignore)
        path = _only_output(outcome, target=pair.target)
        _recipe(tool, format=pair.source).check(path, pair.source, pair.target, facts)


def options_for(tool: Tool, *, target: str) -> dict[str, JsonValue]:
    """The fewest options that make the tool produce the format; the rest is as in its first example."""
    chosen: dict[str, JsonValue] = {}
    if "output_format" in tool.options_type.model_fields:
        chosen["output_format"] = target
    try:
        tool.options_type.model_validate(chosen)
    except ValidationError:
        return {**tool.examples[0].options, **chosen}
    return chosen


def _make_inputs(tool: Tool, *, source: str, folder: Path) -> tuple[tuple[JobInput, ...], object]:
    """As many samples as each role needs, the first role's in the format in question; and what is in them."""
    inputs: list[JobInput] = []
    facts = None
    for role in tool.inputs:
        first = role is tool.inputs[0]
        wanted = source if first else role.formats[0]
        for _ in range(max(role.min, 1) if first else role.min):
            path = folder / f"input-{len(inputs) + 1}.{wanted}"
            made = _recipe(tool, format=wanted).make_sample(wanted, path)
            facts = facts or made
            size = path.stat().st_size
            inputs.append(
                JobInput(role=role.role, path=path, name=f"sample.{wanted}", format=wanted, size=size)
            )
    return tuple(inputs), facts


def _recipe(tool: Tool, *, format: str) -> ModuleType:
    family = FORMATS[format].family
    for name in (tool.name.replace("-", "_"), format.replace(".", "_"), family):
        if find_spec(f"{__package__}.{name}"):
            return import_module(f"{__package__}.{name}")
    raise ProofFailedError(f"There is no apps/tools/proving/{family}.py to prove {format} with.")


def _only_output(outcome: Outcome, *, target: str) -> Path:
    if outcome.fault:
        raise ProofFailedError(f"{outcome.fault.code}: {outcome.fault.detail}")
    if not outcome.files or outcome.files[0].format != target:
        raise ProofFailedError(f"the outputs are {[file.format for file in outcome.files]}, not {target}")
    return outcome.files[0].path


def _ignore(_fraction: float, _message: str) -> None:
    """A proof is over soon enough."""
