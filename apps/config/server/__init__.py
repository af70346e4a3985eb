"""What granian serves: Django in threads, and around it what must hold none."""

import apps.config.wsgi  # noqa: F401 - sets Django up, before anything imports models
from apps.config.server.application import Application

application = Application()
