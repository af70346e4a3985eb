"""What a front end must know before anyone signs in."""

from django.conf import settings

from common.types import JsonObject

WAIT_MAX_SECONDS = 60
INLINE_INPUT_MAX = 8 * 2**20


def get_runtime_data() -> JsonObject:
    """The settings that are everyone's business, and no others."""
    environment = settings.ENVIRONMENT
    features = {
        "email": environment.email_url is not None,
        "public_catalogue": environment.public_catalogue,
    }
    return {
        "version": settings.VERSION,
        "public_url": settings.PUBLIC_URL,
        "auth": {
            "mode": environment.auth_mode,
            "signup": environment.signup_policy,
            "providers": [],
            "csrf_cookie": settings.CSRF_COOKIE_NAME,
            "csrf_header": "X-CSRFToken",
        },
        "limits": {
            "max_upload_size": environment.max_upload_size,
            "inline_input_max": INLINE_INPUT_MAX,
            "wait_max_seconds": WAIT_MAX_SECONDS,
            "file_retention_seconds": int(settings.FILE_RETENTION.total_seconds()),
        },
        "uploads": {"multipart_url": "/api/v1/files", "resumable_url": None},
        "events_url": None,
        "features": [name for name, is_on in features.items() if is_on],
        "notice": environment.notice or None,
        "docs_url": f"{settings.PUBLIC_URL}/api/v1/docs",
    }
