"""Tables, records, contacts and calendars."""

from apps.tools.formats.format import OLE, SQLITE, ZIP, Format, starts

FORMATS = (
    Format("json", "JSON data", "data", ("application/json",)),
    Format("ndjson", "JSON lines", "data", ("application/x-ndjson",), (), ("jsonl",)),
    Format("csv", "Comma-separated values", "data", ("text/csv",)),
    Format("tsv", "Tab-separated values", "data", ("text/tab-separated-values",), (), ("tab",)),
    Format(
        "xlsx",
        "Excel workbook",
        "data",
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
        ZIP,
        ("xlsm",),
    ),
    Format("xls", "Excel workbook (97-2003)", "data", ("application/vnd.ms-excel",), OLE),
    Format(
        "ods", "OpenDocument spreadsheet", "data", ("application/vnd.oasis.opendocument.spreadsheet",), ZIP
    ),
    Format("parquet", "Parquet table", "data", ("application/vnd.apache.parquet",), starts(b"PAR1")),
    Format(
        "arrow",
        "Arrow table",
        "data",
        ("application/vnd.apache.arrow.file",),
        starts(b"ARROW1"),
        ("feather", "ipc"),
    ),
    Format("sqlite", "SQLite database", "data", ("application/vnd.sqlite3",), SQLITE, ("sqlite3", "db")),
    Format("yaml", "YAML data", "data", ("application/yaml",), (), ("yml",)),
    Format("toml", "TOML data", "data", ("application/toml",)),
    Format("xml", "XML data", "data", ("application/xml", "text/xml")),
    Format("vcf", "Contacts (vCard)", "data", ("text/vcard",), (), ("vcard",)),
    Format("ics", "Calendar (iCalendar)", "data", ("text/calendar",), (), ("ical",)),
)
