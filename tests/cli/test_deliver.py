"""`relance deliver` tells whoever listens, and says what came of it."""

from tests.cli.terminal import Terminal


def test_where_nobody_listens_nothing_is_told(shop: Terminal) -> None:
    assert shop("deliver", "--json").json == {"taken": 0, "failed": 0}
    assert shop("deliver").out == "0 taken, 0 to be tried again or given up.\n"
