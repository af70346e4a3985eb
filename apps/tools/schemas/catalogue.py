"""What tools, formats and conversions look like from outside."""

from dataclasses import asdict
from functools import cache
from typing import Annotated, Any, Literal

from django.conf import settings
from ninja import Schema
from pydantic import AfterValidator, Field

from apps.tools.base import Category, Input
from apps.tools.formats import FORMATS, Family, Format, format_of_name
from apps.tools.registry import Conversion, Tool


def _known_format(extension: str) -> str:
    known = format_of_name(f".{extension}")
    if known is None:
        raise ValueError(f"'{extension}' is not a format we know; GET /api/v1/formats lists them.")
    return known.id


FormatId = Annotated[str, Field(max_length=20), AfterValidator(_known_format)]
"""A format's id, or another extension of it."""


class ToolInputOut(Schema):
    """A role that a tool takes files for."""

    role: str = Field(description="What to send the file as.")
    title: str = Field(description="The role, for people.")
    formats: list[str] = Field(description="Ids of formats; `*` is any file.")
    accept: str = Field(description="The `accept` attribute of a file input; empty for any file.")
    min: int = Field(description="The least number of files.")
    max: int = Field(description="The greatest number of files.")

    @classmethod
    def of(cls, declared: Input) -> "ToolInputOut":
        """The answer for a declared input."""
        formats = [FORMATS[name] for name in declared.formats if name != "*"]
        accepted = [name for entry in formats for name in (*_suffixes(entry), *entry.media_types)]
        return cls(**asdict(declared), accept=",".join(accepted))


def _suffixes(entry: Format) -> list[str]:
    return [f".{extension}" for extension in entry.extensions]


class LimitsOut(Schema):
    """What one run may use."""

    cpu_seconds: int = Field(description="Processor time.")
    wall_seconds: int = Field(description="Time on the clock.")
    memory_mb: int = Field(description="Memory, in MiB.")
    disk_mb: int = Field(description="Disk, in MiB.")
    processes: int = Field(description="Processes at once.")


class ToolExampleOut(Schema):
    """Options worth trying."""

    title: str = Field(description="What they do.")
    options: dict[str, Any] = Field(description="The options.")


class ToolOut(Schema):
    """A tool: enough to draw its form and to call it."""

    name: str = Field(description="Stable; what paths and executions call it.")
    aliases: list[str] = Field(description="What else people call it; paths take these too.")
    title: str = Field(description="The name for people.")
    description: str = Field(description="What it does.")
    category: Category = Field(description="Where it is listed.")
    icon: str = Field(description="The name of an icon.")
    version: str = Field(description="Its major part changes when an option goes.")
    inputs: list[ToolInputOut] = Field(description="The files it takes, by role; empty if it takes none.")
    output_formats: list[str] = Field(description="Ids of the formats it makes.")
    max_file_size: int = Field(description="Bytes, of each file.")
    limits: LimitsOut = Field(description="What one run may use.")
    options_schema: dict[str, Any] = Field(description="JSON Schema of its options, with `x-ui` hints.")
    result_schema: dict[str, Any] | None = Field(description="JSON Schema of its result, if it has one.")
    examples: list[ToolExampleOut] = Field(description="Options worth trying.")
    runs: Literal["worker", "inline"] = Field(description="`inline`: the answer holds the result at once.")
    available: bool = Field(description="Whether it can run now.")
    unavailable_reason: str | None = Field(description="What is missing, and what brings it.")
    deprecated: bool = Field(description="Whether it will go.")

    @classmethod
    def of(cls, tool: Tool, *, unavailable_reason: str | None) -> "ToolOut":
        """The answer for a tool."""
        return cls(
            **_describe(tool),
            max_file_size=min(tool.max_file_size, settings.ENVIRONMENT.max_upload_size),
            available=unavailable_reason is None,
            unavailable_reason=unavailable_reason,
        )


@cache
def _describe(tool: Tool) -> dict[str, Any]:
    """What never changes while the process lives; schemas are slow to make."""
    return {
        "name": tool.name,
        "aliases": tool.aliases,
        "title": tool.title,
        "description": tool.description,
        "category": tool.category,
        "icon": tool.icon,
        "version": tool.version,
        "inputs": [ToolInputOut.of(declared) for declared in tool.inputs],
        "output_formats": tool.output_formats,
        "limits": asdict(tool.limits),
        "options_schema": tool.options_type.model_json_schema(),
        "result_schema": tool.result_type and tool.result_type.model_json_schema(mode="serialization"),
        "examples": [asdict(example) for example in tool.examples],
        "runs": "inline" if tool.inline else "worker",
        "deprecated": tool.deprecated,
    }


class ToolListOut(Schema):
    """The tools that were asked for."""

    items: list[ToolOut] = Field(description="By name, or the best answer to `q` first.")


class ToolFilter(Schema):
    """Every condition must hold."""

    category: Category | None = Field(default=None, description="Where it is listed.")
    q: str | None = Field(default=None, max_length=200, description="What it is for, such as `heic to jpg`.")
    input_format: FormatId | None = Field(default=None, description="It takes files of this format.")
    output_format: FormatId | None = Field(default=None, description="It makes files of this format.")
    available: bool | None = Field(default=None, description="Whether it can run now.")


class FormatOut(Schema):
    """A file format."""

    id: str = Field(description="Also its usual extension.")
    title: str = Field(description="The name for people.")
    family: Family = Field(description="What kind of file it is.")
    extensions: list[str] = Field(description="The usual one first.")
    media_types: list[str] = Field(description="The first is what files of it are served with.")
    readable: bool = Field(description="Whether a tool takes it.")
    writable: bool = Field(description="Whether a tool makes it.")


class FormatListOut(Schema):
    """All formats."""

    items: list[FormatOut] = Field(description="The formats, by kind.")


class ConversionOut(Schema):
    """A tool turns one format into another."""

    source: str = Field(serialization_alias="from", description="A format's id.")
    target: str = Field(serialization_alias="to", description="A format's id.")
    tool: str = Field(description="The tool's name.")
    options: dict[str, Any] = Field(description="What makes the tool do it.")
    complete: bool = Field(
        description="Whether one file and these options are enough, as for `POST /convert`."
    )
    lossy: bool = Field(description="Whether something cannot be carried over.")
    notes: list[str] = Field(description="What that is.")
    proven_at: str | None = Field(description="When a test last did it for real; null for a plugin's word.")

    @classmethod
    def of(cls, conversion: Conversion) -> "ConversionOut":
        """The answer for a conversion."""
        losses = conversion.losses
        return cls(
            source=conversion.source,
            target=conversion.target,
            tool=conversion.tool.name,
            options=conversion.options,
            complete=conversion.is_complete,
            lossy=bool(losses),
            notes=list(losses),
            proven_at=conversion.proven_at,
        )


class ConversionListOut(Schema):
    """The conversions that were asked for."""

    items: list[ConversionOut] = Field(description="By formats; of several tools the best one first.")
