"""What an API key may be allowed to do; a person who signed in may do everything."""

from enum import StrEnum


class Scope(StrEnum):
    """One permission of an API key."""

    TOOLS_RUN = "tools:run"
    FILES_READ = "files:read"
    FILES_WRITE = "files:write"
    EXECUTIONS_READ = "executions:read"
    EXECUTIONS_WRITE = "executions:write"
    ACCOUNT_READ = "account:read"
    WEBHOOKS_READ = "webhooks:read"
    WEBHOOKS_WRITE = "webhooks:write"
