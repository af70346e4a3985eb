"""The tool `base64`."""

from typing import Literal

from apps.tools.base import (
    BaseTool,
    Example,
    Input,
    InvalidInputError,
    OutputFile,
    ToolOutput,
    ToolRun,
)  # fmt: skip
from apps.tools.plugins.text.base64_options import Base64Options, Base64Text
from apps.tools.plugins.text.base64_stream import decode_file, decode_text, encode_file, encode_text


class Base64(BaseTool[Base64Options]):
    """Encode a text or any file as Base64, or decode it again."""

    name = "base64"
    title = "Encode or decode Base64"
    category = "text"
    icon = "file-binary"
    risky = False
    aliases = (
        "base64-encoder",
        "base64 encode",
        "base64 decode",
        "text to base64",
        "base64 to file",
        "data uri",
    )
    inputs = (Input("source", ("*",), title="File", min=0, max=1),)
    output_formats = ("txt", "*")
    examples = (
        Example("Encode a text", {"mode": "encode", "text": "Grüße"}),
        Example("Decode a text", {"mode": "decode", "text": "R3LDvMOfZQ=="}),
    )
    result_type = Base64Text

    def validate(self, run: ToolRun[Base64Options]) -> None:
        if (run.options.text is None) == (not run.inputs):
            raise InvalidInputError("Send a text or a file: one of the two.", code="input_not_allowed")

    def process(self, run: ToolRun[Base64Options]) -> ToolOutput:
        options = run.options
        if options.text is not None:
            write = encode_text if options.mode == "encode" else decode_text
            text = write(options.text, url_safe=options.url_safe, line_length=options.line_length)
            said: Literal["encoded", "decoded"] = "encoded" if options.mode == "encode" else "decoded"
            sizes = {"input_length": len(options.text), "output_length": len(text)}
            return ToolOutput(result=Base64Text(result=text, mode=options.mode, operation=said, **sizes))
        if options.mode == "encode":
            return run.write(
                encode_file(run, url_safe=options.url_safe, line_length=options.line_length), format="txt"
            )
        path, name, format = decode_file(run)
        return ToolOutput(files=(OutputFile(path=path, format=format, name=name, verbatim=True),))
