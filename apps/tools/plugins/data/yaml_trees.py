"""Reads and writes YAML by the rules of version 1.2: `no` and `0777` are texts, and nothing is executed."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from apps.tools.base import InvalidInputError, MiB

if TYPE_CHECKING:
    from yaml.events import Event

LARGEST = 64 * MiB
MAX_DEPTH = 100
MAX_NODES = 10_000_000
_SCALAR_TAGS = ("null", "bool", "int", "float", "timestamp", "str", "binary")
_TAGS = {f"tag:yaml.org,2002:{name}" for name in (*_SCALAR_TAGS, "map", "seq", "omap", "set", "pairs")} | {
    "!"
}
_WHOLE, _POWER = r"(?:0|[1-9][0-9]*)", r"[eE][-+]?[0-9]+"
_CLOCK, _ZONE = r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?", r"[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?)"
_RULES: tuple[tuple[str, str, str], ...] = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    (
        "float",
        rf"[-+]?(?:\.[0-9]+|{_WHOLE}\.[0-9]*)(?:{_POWER})?|[-+]?{_WHOLE}{_POWER}|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    (
        "timestamp",
        rf"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}(?:(?:[Tt]|[ \t]+){_CLOCK}(?:{_ZONE})?)?",
        "0123456789",
    ),
    ("merge", "<<", "<"),
)


def read_yaml(path: Path, *, name: str) -> list[Any]:
    """The documents of the file; raises InvalidInputError for foreign tags and for what would explode."""
    import yaml

    if path.stat().st_size > LARGEST:
        raise InvalidInputError(f"'{name}' is larger than {LARGEST // MiB} MiB.", code="input_limit")
    try:
        with path.open(encoding="utf-8-sig") as file:
            _check_events(yaml.parse(file, Loader=yaml.CSafeLoader), name=name)
        with path.open(encoding="utf-8-sig") as file:
            return [_with_text_keys(document) for document in yaml.load_all(file, Loader=_loader())]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise InvalidInputError(f"'{name}' is no valid YAML{place}: {problem}.") from None
    except (ValueError, RecursionError, TypeError) as error:
        raise InvalidInputError(f"'{name}' has a value that cannot be read: {error}.") from None


def _check_events(events: "Iterable[Event]", *, name: str) -> None:
    """Count what aliases stand for, as often as they are used, before anything is built of them."""
    from yaml import events as kinds

    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    count = 0
    for event in events:
        if isinstance(event, kinds.AliasEvent):
            if event.anchor not in sizes:
                raise InvalidInputError(
                    f"'{name}' has the alias *{event.anchor} within what it stands for, or before it.",
                    code="input_limit",
                )
            count += sizes[event.anchor]
        elif isinstance(event, kinds.NodeEvent):
            _check_tag(event, name=name)
            count += 1
            if isinstance(event, kinds.CollectionStartEvent):
                open_nodes.append((event.anchor, count))
            elif event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, kinds.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor:
                sizes[anchor] = count - before + 1
        if count > MAX_NODES or len(open_nodes) > MAX_DEPTH:
            raise InvalidInputError(
                f"'{name}' has more than {MAX_NODES} values, with what its aliases repeat, or is nested "
                f"deeper than {MAX_DEPTH} levels.",
                code="input_limit",
            )


def _check_tag(event: Any, *, name: str) -> None:
    if event.tag and event.tag not in _TAGS:
        raise InvalidInputError(
            f"'{name}' has the tag {event.tag} in line {event.start_mark.line + 1}; only plain data is read.",
            code="input_not_allowed",
        )


def _loader() -> Any:
    import yaml

    from apps.tools.plugins.data.exact_json import exact_number

    class Loader(yaml.CSafeLoader):
        """Version 1.2, with days and moments."""

    def construct_float(loader: Any, node: Any) -> float | Decimal:
        text = str(loader.construct_scalar(node)).lower()
        return (
            float(text.replace(".inf", "inf").replace(".nan", "nan"))
            if text[-1] in "fn"
            else exact_number(text)
        )

    Loader.yaml_implicit_resolvers = {}
    for tag, pattern, first in _RULES:
        Loader.add_implicit_resolver(
            f"tag:yaml.org,2002:{tag}",
            re.compile(f"(?:{pattern})$"),
            list(first) + ([""] if tag == "null" else []),
        )
    Loader.add_constructor("tag:yaml.org,2002:float", construct_float)
    Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: _integer(str(node.value)))
    return Loader


def _integer(text: str) -> int:
    return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)


def _with_text_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(key): _with_text_keys(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_with_text_keys(item) for item in value]
    return value


def _key(key: Any) -> str:
    if isinstance(key, str):
        return key
    return (
        {True: "true", False: "false", None: "null"}.get(key, str(key))
        if key is None or type(key) is bool
        else str(key)
    )


def write_yaml(values: Iterable[Any], file: TextIO, *, as_list: bool) -> int:
    """Write each value as an entry of one list, or as a document; how many there were."""
    import yaml

    class Dumper(yaml.CSafeDumper):
        """Decimals as numbers; what version 1.2 would take for a number is quoted."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - as PyYAML has it
            return True

    def represent_decimal(dumper: Any, value: Decimal) -> Any:
        text = str(value)
        tag = "int" if text.lstrip("-").isdecimal() else "float"
        return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", text)

    Dumper.add_representer(Decimal, represent_decimal)
    for tag, pattern, first in _RULES[1:3]:
        Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})$"), list(first))
    count = 0
    for piece in _pieces(values):
        count += len(piece)
        documents: list[Any] = [piece] if as_list else piece
        for document in documents:
            yaml.dump(
                document, file, Dumper=Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False
            )
    if as_list and not count:
        file.write("[]\n")
    return count


def _pieces(values: Iterable[Any]) -> Iterator[list[Any]]:
    from itertools import islice

    iterator = iter(values)
    while piece := list(islice(iterator, 500)):
        yield piece
