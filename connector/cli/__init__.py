"""The command line: `relance ...`; `python -m connector` is the same."""

from connector.cli.common import run
from connector.cli.main import app


def main() -> None:
    """Runs the command; a refusal is one sentence on standard error and exit code 1."""
    run(app)
