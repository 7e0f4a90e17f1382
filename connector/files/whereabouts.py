"""Where the shipped templates/ and config/ lie, and in which order folders are searched.

A wheel carries both as `connector/_data`; in a checkout they lie beside `connector`.
"""

from importlib.resources import files
from pathlib import Path


def data_root() -> Path:
    """The folder that holds the shipped `templates` and `config`.

    Raises FileNotFoundError where neither place has them: the installation is broken.
    """
    package = Path(str(files("connector")))
    places = (package / "_data", package.parent)
    for place in places:
        if (place / "templates").is_dir() and (place / "config").is_dir():
            return place
    raise FileNotFoundError(
        f"Relance's own templates and config are missing: neither {places[0]} nor {places[1]} has them. "
        "Install Relance again."
    )


def template_folders(own: Path | None = None) -> tuple[Path, ...]:
    """Where templates are searched, the owner's own folder first."""
    return _own_first(own, "templates")


def config_folders(own: Path | None = None) -> tuple[Path, ...]:
    """Where policies, rates and calendars are searched, the owner's own folder first."""
    return _own_first(own, "config")


def _own_first(own: Path | None, name: str) -> tuple[Path, ...]:
    shipped = data_root() / name
    return (shipped,) if own is None else (own, shipped)
