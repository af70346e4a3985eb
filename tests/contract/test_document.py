"""What schemathesis makes of the OpenAPI document, the product answers as the document says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.product import ROOT, Product, running

pytestmark = pytest.mark.processes

OF_OTHER_TOOLS = r"^/api/v1/tools/(?!text-charset/|\{)[^/]+/.+"
"""The document has three paths for each tool, and the code three for all."""
SIGNING_IN = "^/_allauth"
"""Is allauth's; it has tests of its own."""
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "4")
"""For each operation; a search of hours rather than minutes takes a thousand."""
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "use_after_free",
    "ensure_resource_availability",
    "ignored_auth",
    "unsupported_method",
)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The embedded product."""
    with running(tmp_path_factory.mktemp("contract")) as product:
        yield product


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("phases", ["examples,coverage", "fuzzing,stateful"])
def test_no_answer_is_a_server_error_or_undocumented(product: Product, phases: str, tmp_path: Path) -> None:
    key = product.client().headers["Authorization"]
    done = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("st")), "run", str(ROOT / "docs" / "openapi.json")),
            *("--url", product.url, "--header", f"Authorization: {key}"),
            *("--exclude-path-regex", f"{OF_OTHER_TOOLS}|{SIGNING_IN}"),
            *("--phases", phases, "--checks", ",".join(CHECKS), "--max-examples", EXAMPLES),
            *("--generation-deterministic", "--no-color", "--warnings", "off"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "status=500" not in product.log.read_text()
