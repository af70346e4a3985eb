"""What the product says about itself, to anyone."""

from django.conf import settings
from django.http import HttpRequest
from django.views.decorators.cache import cache_control
from ninja import Router
from ninja.decorators import decorate_view

from apps.meta.schemas import AuthDataOut, RequestLimitsOut, RuntimeDataOut, UploadsOut, VersionOut
from apps.tools.api.answers import WAIT_MAX
from apps.tools.schemas.executions import INLINE_INPUT_MAX

router = Router(tags=["meta"])


@router.get("/version", response=VersionOut)
@decorate_view(cache_control(public=True, no_cache=True))
def get_version(request: HttpRequest) -> VersionOut:
    """Which version runs."""
    return VersionOut(version=settings.VERSION, api_version="v1")


@router.get("/runtime-data", response=RuntimeDataOut)
@decorate_view(cache_control(public=True, no_cache=True))
def get_runtime_data(request: HttpRequest) -> RuntimeDataOut:
    """What a front end must know before anyone signs in: the settings that are everyone's business."""
    environment = settings.ENVIRONMENT
    features = {
        "email": environment.email_url is not None,
        "public_catalogue": environment.public_catalogue,
    }
    return RuntimeDataOut(
        version=settings.VERSION,
        public_url=settings.PUBLIC_URL,
        auth=AuthDataOut(
            mode=environment.auth_mode,
            signup=environment.signup_policy,
            providers=[],
            csrf_cookie=settings.CSRF_COOKIE_NAME,
            csrf_header="X-CSRFToken",
        ),
        limits=RequestLimitsOut(
            max_upload_size=environment.max_upload_size,
            inline_input_max=INLINE_INPUT_MAX,
            wait_max_seconds=WAIT_MAX,
            file_retention_seconds=int(settings.FILE_RETENTION.total_seconds()),
        ),
        uploads=UploadsOut(multipart_url="/api/v1/files", resumable_url=None),
        events_url="/api/v1/events",
        features=[name for name, is_on in features.items() if is_on],
        notice=environment.notice or None,
        docs_url=f"{settings.PUBLIC_URL}/api/v1/docs",
    )
