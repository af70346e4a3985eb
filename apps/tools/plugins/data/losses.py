"""What conversions of data cannot carry over, in sentences for people."""

_OF_TARGET = {
    "csv": ("CSV holds texts only; which of them are numbers or dates is for its reader to see.",),
    "tsv": ("TSV holds texts only; which of them are numbers or dates is for its reader to see.",),
    "xlsx": (
        "A workbook knows no time zones, and no numbers of more than 15 digits; those become UTC and texts.",
        "A workbook does not tell an empty text from no value.",
    ),
    "toml": ("TOML has no null: values that are null are left out.",),
    "xml": ("XML holds texts only.",),
    "md": ("Markdown holds texts only, and does not tell an empty text from no value.",),
    "html": ("HTML holds texts only, and does not tell an empty text from no value.",),
}
_OF_SOURCE = {
    "xlsx": ("One sheet is read; formulas are read as their last results.",),
    "xls": ("One sheet is read; formulas are read as their last results.",),
    "ods": ("One sheet is read; formulas are read as their last results.",),
    "sqlite": ("One table is read; views are not.",),
    "html": ("One table is read; text around it and markup in its cells are left out.",),
    "md": ("One table is read; text around it is left out.",),
    "xml": ("Comments and namespaces are left out.",),
    "yaml": ("Comments and anchors are left out.",),
    "toml": ("Comments are left out.",),
}


def lost_between(source: str, target: str) -> tuple[str, ...]:
    """What is lost by reading one format and writing the other."""
    return (*_OF_SOURCE.get(source, ()), *_OF_TARGET.get(target, ()))
