"""`make bench`: every benchmark, its figures and ratios in one table."""

import sys
import tempfile
from pathlib import Path

from bench.calling import count_calls
from bench.loading import load_a_large_account
from bench.pages import serve_a_large_book
from bench.planning import plan_a_large_book
from bench.stand_in import page_a_large_book
from bench.sweeping import sweep_few_among_many
from bench.year import live_a_year

MEASURES = (
    plan_a_large_book,
    serve_a_large_book,
    load_a_large_account,
    sweep_few_among_many,
    page_a_large_book,
    count_calls,
    live_a_year,
)


def main() -> None:
    """Prints a line for each figure as soon as it is known."""
    small = "--small" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        for measure in MEASURES:
            own = Path(folder) / measure.__name__
            own.mkdir()
            for line in measure(own, 10 if small else 1):
                sys.stdout.write(line + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
