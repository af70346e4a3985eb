"""Run it: `uv run python -m tests.chaos --help`."""

import json
import signal
import sys

from tests.chaos.faults import FAULTS
from tests.chaos.options import read_options
from tests.chaos.report import table
from tests.chaos.run import run


def main() -> int:
    """The exit status: 1 when a promise was broken."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing is left behind
    options = read_options(sys.argv[1:], faults=list(FAULTS))
    found = run(options)
    sys.stdout.write(f"{json.dumps(found) if options.json else table(found)}\n")
    return 1 if found["violated"] else 0


if __name__ == "__main__":
    sys.exit(main())
