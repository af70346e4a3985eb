"""One document in the markup languages, written by hand; `$` names are words of the document."""

from apps.tools.proving.document_markup_texts import MARKUP_TEXTS
from apps.tools.proving.document_wiki_texts import WIKI_TEXTS
from apps.tools.proving.document_xml_texts import XML_TEXTS

WORDS = {
    "heading": "Überblick", "section": "Zweiter Abschnitt", "text": "Der Fluss läuft größer",
    "emphasis": "kursivwort", "strong": "fettwort", "link": "https://example.org/pfad", "label": "Verweis",
    "first": "Apfel", "nested": "Birne", "last": "Kirsche", "town": "Lyon", "height": "173",
    "column": "Ort", "code": "print(42)", "note": "Randbemerkung",
}  # fmt: skip

MARKDOWN = """# $heading

$text *$emphasis* **$strong** [$label]($link).[^1]

- $first
    - $nested
- $last

## $section

| $column | Meter |
|-----|-------|
| $town | $height |

```python
$code
```

[^1]: $note
"""
TEXTS = {
    **MARKUP_TEXTS,
    **WIKI_TEXTS,
    **XML_TEXTS,
    "md": MARKDOWN,
    "txt": """$heading

$text $emphasis $strong $link
$first $nested $last
""",
    "csv": "$column,Meter\n$town,$height\n",
    "tsv": "$column\tMeter\n$town\t$height\n",
}
