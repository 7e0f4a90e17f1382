"""The command line: `relance ...`; `python -m connector` is the same."""

import gc

from connector.cli.common import run
from connector.cli.main import app

#: New objects between two looks for cycles, and looks between two at what is older. Facts and decisions hold
#: none, and there are hundreds of thousands: with Python's own 700 and 10, looking takes a fifth of the time
#: of a large plan.
YOUNG_OBJECTS, YOUNG_LOOKS = 20_000, 50


def main() -> None:
    """Runs the command; a refusal is one sentence on standard error and exit code 1."""
    look_for_cycles_rarely()
    run(app)


def look_for_cycles_rarely() -> None:
    """Sets the collector of this process for much data without cycles."""
    gc.set_threshold(YOUNG_OBJECTS, YOUNG_LOOKS, 20)
