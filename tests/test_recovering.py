"""What an installation recovers failed charges with: links that customers can open, and providers."""

from pathlib import Path

import pytest

from connector.bootstrap import open_installation
from connector.core.errors import Refused
from connector.core.links import CustomerLink
from connector.core.source import Connection, ConnectionKind
from connector.settings import Settings


def at(data_dir: Path, base_url: str) -> Settings:
    return Settings(data_dir=data_dir, base_url=base_url, variables={})


@pytest.mark.parametrize(
    ("base_url", "has_links"), [("https://relance.example.com", True), ("http://127.0.0.1:8000", False)]
)
def test_links_are_made_where_customers_can_open_them(tmp_path: Path, base_url: str, has_links: bool) -> None:
    with open_installation(at(tmp_path, base_url)) as installation:
        assert (installation.app.links is not None) is has_links


def test_links_outlive_a_restart(tmp_path: Path) -> None:
    tokens = []
    for _ in range(2):
        with open_installation(at(tmp_path, "https://relance.example.com")) as installation:
            now = installation.app.clock.now().replace(year=2026, month=1, day=1, hour=0, minute=0)
            link = CustomerLink("1" * 8 + "-1111-4111-8111-" + "1" * 12, "2" * 32, now.replace(second=0))
            assert installation.app.links is not None
            tokens.append(installation.app.links.token(link))

    assert tokens[0] == tokens[1]


def test_only_a_provider_with_failed_charges_recovers_them(tmp_path: Path) -> None:
    with open_installation(at(tmp_path, "http://127.0.0.1:8000")) as installation:
        recoveries = installation.app.recoveries
        known = Connection("1", "stripe", "account", ConnectionKind.ACCOUNT)

        assert hasattr(recoveries(known, "rk_test_x"), "retry")
        with pytest.raises(Refused, match="charges of xero"):
            recoveries(Connection("2", "xero", "account", ConnectionKind.ACCOUNT), None)
