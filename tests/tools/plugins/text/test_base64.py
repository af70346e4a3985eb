"""Base64 of texts and files, there and back."""

import base64
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from apps.tools.base import InvalidInputError
from apps.tools.plugins.text.base64 import Base64
from apps.tools.plugins.text.base64_options import Base64Text
from tests.tools.plugins.conftest import RunDirectly


@pytest.fixture
def code(run_directly: RunDirectly) -> Any:
    """`code("encode", "text")` answers the result of a text."""

    def code(mode: str, text: str, **options: Any) -> Base64Text:
        result = run_directly(Base64(), mode=mode, text=text, **options).result
        assert isinstance(result, Base64Text)
        return result

    return code


def file_of(tmp_path: Path, content: bytes, name: str = "data.bin") -> Path:
    """A file of these bytes."""
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_text_is_encoded_and_the_answer_says_what_was_done(code: Any) -> None:
    result = code("encode", "Grüße")

    assert result.model_dump() == {
        "result": "R3LDvMOfZQ==",
        "mode": "encode",
        "operation": "encoded",
        "input_length": 5,
        "output_length": 12,
    }


@pytest.mark.parametrize(
    "text", ["R3LDvMOfZQ==", "R3LDvMOfZQ", " R3LD\nvMOf ZQ== ", "data:text/plain;base64,R3LDvMOfZQ=="]
)
def test_decoding_understands_missing_padding_line_breaks_and_data_addresses(code: Any, text: str) -> None:
    assert code("decode", text).result == "Grüße"


def test_url_safe_text_has_neither_plus_nor_slash_nor_padding(code: Any) -> None:
    plain, safe = code("encode", "<<???>>").result, code("encode", "<<???>>", url_safe=True).result

    assert plain == "PDw/Pz8+Pg=="
    assert safe == "PDw_Pz8-Pg"
    assert code("decode", safe).result == "<<???>>"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("abc$", r"it holds '\$'"), ("abcde", "one character is left over"), ("ab==cdef", "padding")],
)
def test_what_is_no_base64_is_refused_with_the_reason(code: Any, text: str, reason: str) -> None:
    with pytest.raises(InvalidInputError, match=reason):
        code("decode", text)


def test_bytes_that_are_no_text_need_a_file(code: Any) -> None:
    with pytest.raises(InvalidInputError, match="as a file") as refused:
        code("decode", base64.b64encode(b"\xff\xfe\x00").decode())
    assert refused.value.code == "input_not_allowed"


@pytest.mark.parametrize("line_length", [0, 76])
def test_a_file_larger_than_a_piece_is_encoded_as_any_other_encoder_does(
    run_directly: RunDirectly, tmp_path: Path, line_length: int
) -> None:
    content = os.urandom(4_000_001)

    output = run_directly(Base64(), [file_of(tmp_path, content)], mode="encode", line_length=line_length)

    text = output.files[0].path.read_bytes()
    assert base64.b64decode(text) == content
    if line_length:
        assert text.split(b"\n") == base64.encodebytes(content).rstrip(b"\n").split(b"\n")


@pytest.mark.parametrize("encode", [base64.b64encode, base64.encodebytes, base64.urlsafe_b64encode])
def test_a_file_is_decoded_to_the_same_bytes(run_directly: RunDirectly, tmp_path: Path, encode: Any) -> None:
    content = os.urandom(4_000_001)

    output = run_directly(Base64(), [file_of(tmp_path, encode(content), "data.txt")], mode="decode")

    assert output.files[0].path.read_bytes() == content
    assert output.files[0].name == "data.bin"


def test_a_decoded_file_is_named_after_what_it_is(run_directly: RunDirectly, tmp_path: Path) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(20)

    output = run_directly(
        Base64(),
        [file_of(tmp_path, b"data:image/png;base64," + base64.b64encode(picture), "a.txt")],
        mode="decode",
    )

    assert (output.files[0].name, output.files[0].format) == ("a.png", "png")


def test_neither_text_nor_file_and_both_are_refused(run_directly: RunDirectly, tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="one of the two"):
        run_directly(Base64(), mode="encode")
    with pytest.raises(InvalidInputError, match="one of the two"):
        run_directly(Base64(), [file_of(tmp_path, b"a")], mode="encode", text="b")


def test_an_address_has_no_lines() -> None:
    with pytest.raises(ValidationError, match="no lines"):
        Base64().options_type.model_validate({"mode": "encode", "url_safe": True, "line_length": 76})
