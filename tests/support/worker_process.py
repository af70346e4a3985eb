"""A worker in a process of its own, with nothing around it: `python -m tests.support.worker_process`.

What Celery's process and the embedded product do with a worker, without a broker and on any database.
"""

import os
import signal
import sys
from pathlib import Path

HOSTILE_TOOLS = Path(__file__).parents[1] / "tools" / "toolhost" / "plugins"


def main() -> None:
    """Serve until told to stop."""
    sys.path.append(str(HOSTILE_TOOLS))
    os.environ["DJANGO_SETTINGS_MODULE"] = "apps.config.settings"
    import django

    django.setup()
    from apps.tools.bells import Bell
    from apps.tools.worker import Worker

    bell, worker = Bell(), Worker(concurrency=2)

    def stop(*_: object) -> None:
        worker.stopping.set()
        bell.ring()

    signal.signal(signal.SIGTERM, stop)
    worker.start()
    worker.serve(bell)
    worker.stop(grace=1)


if __name__ == "__main__":
    main()
