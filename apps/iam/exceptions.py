"""What identity and access can answer with when it refuses."""

from common.exceptions import ApplicationError


class UnauthenticatedError(ApplicationError):
    """There are no credentials, or they are not accepted."""

    status_code = 401
    code = "unauthenticated"
    title = "Credentials needed"
    message = (
        "{reason} Send an API key or an access token as 'Authorization: Bearer …', "
        "an API key as 'X-API-Key: …', or sign in."
    )

    def __init__(self, *, reason: str) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"}, reason=reason)


class CsrfFailedError(ApplicationError):
    """A browser sent the request, and perhaps not for our own front end."""

    status_code = 403
    code = "csrf_failed"
    title = "CSRF check failed"
    message = (
        "A request with a session cookie must come from an allowed origin and repeat the CSRF cookie "
        "in the X-CSRFToken header; a request with an API key or an access token needs neither."
    )


class InsufficientScopeError(ApplicationError):
    """The API key is good, but not for this."""

    status_code = 403
    code = "insufficient_scope"
    title = "Scope missing"
    message = "This needs an API key with the scope '{scope}'; this key has {granted}."


class ApiKeyNotAcceptedError(ApplicationError):
    """Only a person can do this."""

    status_code = 403
    code = "api_key_not_accepted"
    title = "API keys are not accepted here"
    message = "No API key can do this, whatever its scopes: sign in and use the session or the access token."


class EmailTakenError(ApplicationError):
    """The address belongs to another account."""

    status_code = 409
    code = "email_taken"
    title = "E-mail taken"
    message = "There is already an account with the e-mail '{email}'."


class RateLimitedError(ApplicationError):
    """Too many requests in a short time."""

    status_code = 429
    code = "rate_limited"
    title = "Too many requests"
    message = (
        "More than {amount} requests came within {window} seconds from this {limited}. "
        "Try again in {seconds} seconds; the RateLimit header of every answer says what is left."
    )
    retryable = True

    def __init__(self, *, limited: str, amount: int, window: int, seconds: int) -> None:
        super().__init__(
            headers={"Retry-After": str(seconds)},
            limited=limited,
            amount=amount,
            window=window,
            seconds=seconds,
        )
