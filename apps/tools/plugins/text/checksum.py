"""The tool `checksum`."""

from typing import get_args

from apps.tools.base import BaseTool, Example, InvalidInputError, MiB, ToolOutput, ToolRun
from apps.tools.plugins.text.checksum_options import AlgorithmName, ChecksumOptions, Checksums
from apps.tools.plugins.text.digests import find_algorithm, read_digests


class Checksum(BaseTool[ChecksumOptions]):
    """Compute the digests of any file, and compare them with one that is expected."""

    name = "checksum"
    title = "Compute checksums"
    category = "text"
    icon = "fingerprint"
    risky = False
    aliases = ("hash", "sha256", "md5", "verify checksum", "file hash", "sha256sum", "blake3")
    input_formats = ("*",)
    max_file_size = 2048 * MiB
    examples = (
        Example("SHA-256", {"algorithms": ["sha256"]}),
        Example("The usual ones", {"algorithms": ["md5", "sha1", "sha256", "sha512"]}),
    )
    result_type = Checksums

    def process(self, run: ToolRun[ChecksumOptions]) -> ToolOutput:
        chosen: list[str] = list(run.options.algorithms)
        expected = (run.options.expected or "").strip().lower()
        if expected:
            wanted = find_algorithm(expected, among=get_args(AlgorithmName), chosen=chosen)
            if not wanted:
                raise InvalidInputError(
                    f"'{expected[:80]}' is no digest: it must be hexadecimal, and of a known length.",
                    code="input_not_allowed",
                )
            chosen += [name for name in wanted if name not in chosen]
        digests = read_digests(run, chosen)
        matches = next((name for name, digest in digests.items() if digest == expected), None)
        result = Checksums(
            size=run.source.size,
            digests=digests,
            matches=matches,
            verified=matches is not None if expected else None,
        )
        return ToolOutput(result=result)
