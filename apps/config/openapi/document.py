"""The document as a whole."""

import json
from functools import cache

from apps.config.api import api
from apps.config.openapi.operations import OperationsDocument, problem_responses
from apps.config.openapi.problems import execution_codes, problem_codes
from apps.config.openapi.sign_in import add_sign_in
from apps.config.openapi.tools import add_tools
from apps.iam.authentication import SECURITY_SCHEMES
from common.types import JsonObject


def build_document() -> JsonObject:
    """The description of everything that can be asked here; what is available now never enters it."""
    document: JsonObject = dict(OperationsDocument(api, path_prefix="/"))
    document["components"] |= {"responses": problem_responses(), "securitySchemes": dict(SECURITY_SCHEMES)}
    add_tools(document)
    add_sign_in(document)
    schemas, refusals, failures = document["components"]["schemas"], problem_codes(), execution_codes()
    schemas["ProblemOut"]["properties"]["code"]["enum"] = sorted({*refusals, *failures})
    schemas["ExecutionErrorOut"]["properties"]["code"]["enum"] = list(failures)
    document |= {"x-problem-codes": refusals, "x-execution-codes": failures}
    document.pop("servers")
    return document


@cache
def document_bytes() -> bytes:
    """The document as it is served, made once in a process."""
    return json.dumps(build_document(), separators=(",", ":"), sort_keys=True).encode()
