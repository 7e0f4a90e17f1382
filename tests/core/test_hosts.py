"""What stays on this machine."""

import pytest

from connector.core.hosts import is_loopback


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("localhost", True),
        ("LOCALHOST", True),
        ("localhost.acme.example", False),
        ("10.0.0.1", False),
    ],
)
def test_this_machine_is_known_by_its_addresses(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here
