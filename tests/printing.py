"""What makes PDFs, where this machine has it."""

import pytest


def needs_pdf() -> None:
    """Skips where WeasyPrint, or the library that it sets letters with, is not there."""
    try:
        import weasyprint  # noqa: F401 - asked whether it can be
    except (ImportError, OSError):
        pytest.skip("PDFs need Pango (on Debian: apt install libpango-1.0-0 libpangoft2-1.0-0).")
