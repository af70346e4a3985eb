"""What a log line must never hold."""

import re

_NAMES = (
    r"authorization|cookie|\w+_session|\w+_csrf|x-api-key|x-session-token|api_key|secret_key"
    r"|passw(?:or)?d|secret|token|signature"
)
_SECRETS = (
    # The value of a header, a field, a parameter or an argument that is named like a secret.
    re.compile(rf"(?i)((?:{_NAMES})[\"']?\s*[=:]\s*[\"']?(?:bearer\s+|basic\s+)?)[^\s\"',;&)}}]+"),
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}"),
    # A password, and a user name too, in an address.
    re.compile(r"(\w://)[^\s/@:]*:[^\s\"']*(?=@)"),
    re.compile(r"(\bmtb_)\w+"),
    # A JSON Web Token anywhere else.
    re.compile(r"(\bey)J[\w-]{8,}\.[\w-]+\.[\w-]*"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")


def redact(text: str) -> str:
    """The text without keys, tokens, cookies and passwords."""
    for secret in _SECRETS:
        text = secret.sub(r"\1***", text)
    return text


def one_line(text: str) -> str:
    """The text with its control characters written out, so that nobody can forge a line."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
