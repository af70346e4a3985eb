"""Opens a table of any format."""

from collections.abc import Callable
from pathlib import Path

from apps.tools.base import InvalidInputError, ToolInput
from apps.tools.plugins.data.columnar import read_columnar
from apps.tools.plugins.data.databases import read_database
from apps.tools.plugins.data.delimited import read_delimited
from apps.tools.plugins.data.encodings import open_text
from apps.tools.plugins.data.engine import bound_threads
from apps.tools.plugins.data.json_tables import read_json, read_ndjson, records_of
from apps.tools.plugins.data.markup_tables import read_html, read_markdown
from apps.tools.plugins.data.reading_options import ReadingOptions
from apps.tools.plugins.data.spool import spool
from apps.tools.plugins.data.tables import Table
from apps.tools.plugins.data.toml_trees import read_toml
from apps.tools.plugins.data.workbooks import read_workbook
from apps.tools.plugins.data.xml_trees import open_xml
from apps.tools.plugins.data.yaml_trees import read_yaml

Reader = Callable[[ToolInput, ReadingOptions, Path], Table]


def _read_yaml(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    text = open_text(source.path, name=source.name, encoding=options.encoding, folder=folder)
    documents = read_yaml(text.path, name=source.name)
    records, notes = records_of(documents[0] if len(documents) == 1 else documents)
    return Table(frame=spool(records, folder), notes=(*text.notes, *notes))


def _read_toml(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:
    text = open_text(source.path, name=source.name, encoding=options.encoding, folder=folder)
    records, notes = records_of(read_toml(text.path, name=source.name))
    return Table(frame=spool(records, folder), notes=(*text.notes, *notes))


def _read_xml(source: ToolInput, options: ReadingOptions, folder: Path) -> Table:  # noqa: ARG001 - as all readers
    document = open_xml(source.path, name=source.name)
    if document.is_records:
        return Table(frame=spool(document.records(), folder), is_text=True)
    (_, tree), *_ = document.tree().items()
    records, notes = records_of(tree)
    return Table(frame=spool(records, folder), notes=notes)


READERS: dict[str, Reader] = {
    "csv": read_delimited,
    "tsv": read_delimited,
    "json": read_json,
    "ndjson": read_ndjson,
    "xlsx": read_workbook,
    "xls": read_workbook,
    "ods": read_workbook,
    "parquet": read_columnar,
    "arrow": read_columnar,
    "sqlite": read_database,
    "yaml": _read_yaml,
    "toml": _read_toml,
    "xml": _read_xml,
    "md": read_markdown,
    "html": read_html,
}


def read_table(source: ToolInput, options: ReadingOptions, workspace: Path) -> Table:
    """The table of a file; raises InvalidInputError for what is damaged, absurd or something else."""
    bound_threads()
    import polars as pl

    folder = workspace / f"reading-{source.path.stem}"
    folder.mkdir()
    try:
        table = READERS[source.format](source, options, folder)
        schema = table.frame.collect_schema()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise unreadable(source) from None
    if not schema:
        raise InvalidInputError(f"'{source.name}' has no column to read.")
    return _prepared(table, options) if table.is_text else table


def unreadable(source: ToolInput) -> InvalidInputError:
    """What to say when an engine gives up on a file."""
    return InvalidInputError(f"'{source.name}' cannot be read as {source.format}: it is damaged, or cut off.")


def _prepared(table: Table, options: ReadingOptions) -> Table:
    """The text table with what stands for no value left out; without types if those are not wanted."""
    import polars as pl

    frame, again = table.frame, table.repaired
    if options.empty_values:
        empty = pl.all().is_in(options.empty_values)
        frame = frame.with_columns(pl.when(empty).then(pl.lit(None)).otherwise(pl.all()).name.keep())
    return Table(
        frame=frame,
        is_text=options.detect_types,
        notes=table.notes,
        repaired=again and (lambda: _prepared(again(), options)),
    )
