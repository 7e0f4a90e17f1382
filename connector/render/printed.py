"""Printed: pages of HTML that become a PDF; everything in them is escaped."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from connector.render.clean import harmless


def printed(name: str, **names: Any) -> str:
    """The page of that name in `pages`, with what it asks for; a name that is not given is a fault."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: harmless(value) if type(value) is str else value,
    )
    return environment.get_template(name).render(**names)
