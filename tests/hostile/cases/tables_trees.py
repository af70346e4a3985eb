"""JSON, YAML and TOML that mean harm."""

from pathlib import Path
from typing import Any

from tests.hostile.case import Case, Lures, Make, bytes_of

_MiB = 2**20
_DONE, _DAMAGED, _LIMIT = "completed", "input_corrupt", "input_limit"


def _case(
    id: str, what: str, content: bytes | Make, name: str, target: str, *expect: str, **more: Any
) -> Case:
    return Case(
        id=id,
        what=what,
        tool="data-convert" if target else "json-format",
        name=name,
        make=bytes_of(content) if isinstance(content, bytes) else content,
        options={"output_format": target} if target else {},
        expect=expect or (_DONE,),
        **more,
    )


def _long_line(megabytes: int) -> Make:
    """A single record; a line may have 64 MiB."""

    def make(path: Path, _: Lures) -> None:
        with path.open("wb") as file:
            file.write(b'{"a":"')
            for _piece in range(megabytes):
                file.write(b"x" * _MiB)
            file.write(b'"}\n')

    return make


_ALIASES = b"a0: &a0 lol\n" + b"".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n".encode() for n in range(1, 10)
)
_MERGES = b"a0: &a0 {x: 1}\n" + b"".join(
    f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 9)}]}}\n".encode() for n in range(1, 10)
)
_MORE_MERGES = b"a0: &a0 {x: 1}\n" + b"".join(
    f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 9)}]}}\n".encode() for n in range(1, 7)
)
_TYPED = b"country: no\nmode: 0o777\nold: 0777\nversion: '1.10'\nclock: 12:30\nbig: 123456789012345678901\n"
_KEYS = b"".join(b"k%d = 1\n" % n for n in range(200_000))
_NUMBERS = b'{"large": 1e400, "nought": -0, "small": -0.0, "exact": 12345678901234567890.123, "a": 1, "a": 2}'

CASES = (
    *(
        _case("H101", f"JSON of 200,000 {what}, as {target or 'JSON'}", text * 200_000, "a.json", target,
            _LIMIT)
        for what, text in (("lists", b"["), ("objects", b'{"a":'))
        for target in ("", "yaml", "csv")
    ),
    *(
        _case("H101", f"JSON of 5,000 closed lists, as {target or 'JSON'}", b"[" * 5000 + b"]" * 5000,
            "a.json", target, _LIMIT)
        for target in ("", "xml")
    ),
    *(
        _case("H102", f"a number of 200,000 digits, as {target or 'JSON'}",
            b'[{"a": ' + b"9" * 200_000 + b"}]", "a.json", target, _DAMAGED if target else "completed")
        for target in ("", "yaml", "csv")
    ),
    _case("H102", "numbers that floats cannot hold", _NUMBERS, "a.json", "", absent=(b"Infinity", b"inf,")),
    _case("H102", "numbers that floats cannot hold, as YAML", _NUMBERS, "a.json", "yaml", absent=(b"inf",)),
    *(
        _case("H102", f"{word}, as {target or 'JSON'}", b'[{"a": %s}]' % word.encode(), "a.json", target,
            _DAMAGED)
        for word in ("NaN", "-Infinity")
        for target in ("", "ndjson", "csv")
    ),
    *(
        _case("H103", f"JSON with half a letter, as {target}", b'[{"a": "\\ud800"}]', "a.json", target,
            _DAMAGED)
        for target in ("yaml", "csv", "xml")
    ),
    _case("H103", "JSON with half a letter", b'[{"a": "\\ud800"}]', "a.json", ""),
    *(
        _case("H103", f"JSON with a null letter, as {target or 'JSON'}", b'[{"a": "\\u0000"}]', "a.json",
            target)
        for target in ("", "yaml", "xml", "xlsx")
    ),
    _case("H103", "JSON with a null letter, as CSV", b'[{"a": "\\u0000"}]', "a.json", "csv", _DAMAGED, _DONE),
    _case("H103", "JSON with overlong UTF-8", b'[{"a": "\xc0\xaf\xe0\x80\xaf"}]', "a.json", "", _DAMAGED),
    _case("H103", "JSON with overlong UTF-8, as CSV", b'[{"a": "\xc0\xaf\xe0\x80\xaf"}]', "a.json", "csv",
        _DAMAGED),
    _case("H104", "JSON lines of a line of 65 MiB", _long_line(65), "a.ndjson", "csv", _LIMIT),
    _case("H104", "JSON lines of a line of 90 MiB", _long_line(90), "a.ndjson", "csv", _LIMIT),
    _case("H105", "aliases by the billion", _ALIASES, "a.yaml", "json", _LIMIT),
    _case("H105", "merged keys by the billion", _MERGES, "a.yaml", "json", _LIMIT),
    _case("H105", "merged keys by the million", _MORE_MERGES, "a.yaml", "json", _LIMIT, _DONE),
    _case("H105", "an alias of itself", b"a: &a [*a]\n", "a.yaml", "json", _LIMIT),
    _case("H105", "an object of Python", b"!!python/object/apply:os.system ['curl x']\n", "a.yaml", "json",
        "input_not_allowed"),
    _case("H105", "words that are types", _TYPED, "a.yaml", "json",
        absent=(b'"country": false', b'"clock": 750', b'"old": 511', b"12345678901234568")),
    _case("H106", "TOML of 20,000 lists", b"a = " + b"[" * 20_000, "a.toml", "json", _LIMIT),
    _case("H106", "TOML with a key of 20,000 parts", b".".join([b"a"] * 20_000) + b" = 1\n", "a.toml",
        "json", _LIMIT),
    _case("H106", "TOML with a key of 20,000 parts, as CSV", b".".join([b"a"] * 20_000) + b" = 1\n",
        "a.toml", "csv", _LIMIT),
    _case("H106", "TOML with tables of 900 parts",
        b"".join(b"[%s.b%d]\n" % (b".".join([b"a"] * 900), n) for n in range(900)), "a.toml", "json", _LIMIT),
    _case("H106", "TOML with 200,000 keys", _KEYS, "a.toml", "json"),
    _case("H106", "TOML with 200,000 keys, as CSV", _KEYS, "a.toml", "csv", _LIMIT),
    _case("H106", "an INI file", b"[a]\nb=1\n", "a.ini", "json", "input_not_allowed"),
)  # fmt: skip
