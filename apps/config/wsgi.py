"""Django's own WSGI handler; `apps.config.server` puts the limits before it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
application = get_wsgi_application()

# Models can be imported from here on.
from django.conf import settings  # noqa: E402

from apps.config.celery import publish_impatiently  # noqa: E402
from apps.tools.bells import doorbell  # noqa: E402
from apps.tools.registry import get_tool_registry  # noqa: E402
from apps.tools.tasks import announce  # noqa: E402

get_tool_registry()  # no request waits until ninety tools are imported
if settings.ENVIRONMENT.broker_url and not settings.EMBEDDED:
    publish_impatiently()
    doorbell.hang(announce)
