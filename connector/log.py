"""The log. It goes to the standard error of the moment: standard output holds results alone."""

import sys
from typing import Any


def logger(name: str) -> Any:
    """A structlog logger of that name."""
    import structlog  # brings coloured tracebacks along: only who has something to say waits for them

    if not structlog.is_configured():
        structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))
    return structlog.get_logger(name)
