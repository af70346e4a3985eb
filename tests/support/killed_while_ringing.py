"""Accepts work for an account and is killed before it can tell anyone.

`python -m tests.support.killed_while_ringing ACCOUNT_ID` ends by SIGKILL.
"""

import os
import signal
import sys


def main(account: str) -> None:
    """The work is written; the bell is what kills."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "apps.config.settings"
    import django

    django.setup()
    from apps.iam.models import User
    from apps.tools.bells import doorbell
    from apps.tools.services.create_execution import create_execution
    from apps.tools.services.requests import ExecutionRequest

    doorbell.hang(lambda: os.kill(os.getpid(), signal.SIGKILL))
    request = ExecutionRequest(tool="barcode-create", options={"text": "still here"})
    create_execution(owner=User.objects.get(pk=account), request=request)


if __name__ == "__main__":
    main(sys.argv[1])
