"""Refusals about webhooks: an address out of bounds, too many, one that is disabled."""

from common.exceptions import ApplicationError, FieldProblem


class WebhookUrlNotAllowedError(ApplicationError):
    """A webhook would go where none may go."""

    status_code = 422
    code = "webhook_url_not_allowed"
    title = "Address not allowed"
    message = (
        "No webhook can be sent there: {reason}. Give an address with https:// or http:// of a host on the "
        "public internet, on port 443 or 80."
    )

    def __init__(self, *, reason: str) -> None:
        problem = FieldProblem("/url", f"{reason[0].upper()}{reason[1:]}.", "url_not_allowed")
        super().__init__(reason=reason, errors=[problem])


class TooManyWebhooksError(ApplicationError):
    """The account has as many webhooks as one may have."""

    status_code = 409
    code = "too_many_webhooks"
    title = "Too many webhooks"
    message = "You have {count} webhooks, and more than {limit} are not possible. Delete one, or change one."


class WebhookDisabledError(ApplicationError):
    """Nothing is sent to a webhook that is disabled."""

    status_code = 409
    code = "webhook_disabled"
    title = "Webhook disabled"
    message = "This webhook is disabled, so nothing is sent to it.{reason} Enable it with PATCH first."
