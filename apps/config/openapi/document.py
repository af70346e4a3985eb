"""The document as a whole."""

import json
from functools import cache
from typing import get_args

from apps.config.api import api
from apps.config.openapi.events import add_events
from apps.config.openapi.operations import OperationsDocument, problem_responses
from apps.config.openapi.problems import execution_codes, problem_codes
from apps.config.openapi.sign_in import add_sign_in
from apps.config.openapi.tools import add_tools
from apps.iam.authentication import SECURITY_SCHEMES
from apps.tools.base import Category
from common.types import JsonObject

TAGS: list[JsonObject] = [
    {"name": "catalogue", "description": "What tools there are, and what converts into what."},
    {"name": "executions", "description": "Start tools, and follow, stop, repeat and forget what they do."},
    {"name": "batches", "description": "Many files through one tool, with one set of options."},
    {"name": "events", "description": "Streams of what happens to executions."},
    {"name": "webhooks", "description": "Addresses that are told what happened."},
    {"name": "files", "description": "What goes in and what comes out."},
    *(
        {"name": category, "description": "Each tool, exactly typed."}
        for category in sorted(get_args(Category))
    ),
    {"name": "account", "description": "Who you are here."},
    {"name": "api-keys", "description": "Keys for programs."},
    {"name": "sign-in", "description": "Signing up, in and out; `client` is `app` or `browser`."},
    {"name": "meta", "description": "The server about itself."},
    {"name": "health", "description": "For load balancers and operators."},
]
"""In the order in which a newcomer needs them."""


def build_document() -> JsonObject:
    """The description of everything that can be asked here; what is available now never enters it."""
    document: JsonObject = dict(OperationsDocument(api, path_prefix="/"))
    document["components"] |= {"responses": problem_responses(), "securitySchemes": dict(SECURITY_SCHEMES)}
    add_tools(document)
    add_events(document)
    add_sign_in(document)
    schemas, refusals, failures = document["components"]["schemas"], problem_codes(), execution_codes()
    schemas["ProblemOut"]["properties"]["code"]["enum"] = sorted({*refusals, *failures})
    schemas["ExecutionErrorOut"]["properties"]["code"]["enum"] = list(failures)
    document |= {"x-problem-codes": refusals, "x-execution-codes": failures}
    document["tags"] = TAGS
    document.pop("servers")
    return document


@cache
def document_bytes() -> bytes:
    """The document as it is served, made once in a process."""
    return json.dumps(build_document(), separators=(",", ":"), sort_keys=True).encode()
