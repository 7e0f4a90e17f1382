import pytest

from connector.render.renderer import JinjaRenderer
from tests.render.facts import TEMPLATES


@pytest.fixture(scope="session")
def renderer() -> JinjaRenderer:
    """The shipped templates."""
    return JinjaRenderer([TEMPLATES])
