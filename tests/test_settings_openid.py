"""Where else people may sign in, as the settings say it."""

from pathlib import Path

import pytest

from connector.bootstrap import open_installation
from connector.core.errors import Refused
from connector.settings import Settings, read_settings
from connector.usecases.doctor import Finding
from tests.identity.idp import standing


def settings_of(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(f"RELANCE_OIDC_{name}", value)
    return read_settings()


def test_takes_an_issuer_and_names_it_by_its_host(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings_of(
        monkeypatch, ISSUER="https://id.atelier.example/", CLIENT_ID="relance",
        CLIENT_SECRET="geheim", DOMAINS="Atelier.example, second.example",
    )  # fmt: skip

    assert (found.oidc_issuer, found.oidc_name) == ("https://id.atelier.example", "id.atelier.example")
    assert found.oidc_domains == {"atelier.example", "second.example"} and "geheim" not in repr(found)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ISSUER", "http://id.atelier.example", "RELANCE_OIDC_ISSUER is no address that can be used"),
        ("ISSUER", "id.atelier.example", "write it like https://id.your-company.example"),
        ("ISSUER", "https://u:geheim@id.example", "RELANCE_OIDC_ISSUER is no address"),
        ("ISSUER", "https://id.example?x=1", "RELANCE_OIDC_ISSUER is no address"),
        ("ISSUER", "https://[::1", "RELANCE_OIDC_ISSUER is no address"),
        ("ISSUER", "https://id.example/.well-known/openid-configuration", "and without it"),
        ("DOMAINS", "anna@atelier.example", "RELANCE_OIDC_DOMAINS names «anna@atelier.example»"),
        ("CLIENT_ID", "", "RELANCE_OIDC_CLIENT_ID is not set: write the id"),
        ("ISSUER", "", "RELANCE_OIDC_CLIENT_ID is set and RELANCE_OIDC_ISSUER is not"),
        ("DOMAINS", "atelier", "write domains such as your-company.example"),
    ],
)
def test_says_what_is_wrong(monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    known = {"ISSUER": "https://id.atelier.example", "CLIENT_ID": "relance"}

    with pytest.raises(Refused) as refused:
        settings_of(monkeypatch, **{**known, name: value})

    assert said in str(refused.value) and "geheim" not in str(refused.value)


@pytest.mark.gate
def test_the_doctor_says_whether_it_answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RELANCE_DATA_DIR", str(tmp_path))
    with standing() as idp:
        settings_of(monkeypatch, ISSUER=idp.url, CLIENT_ID="relance", NAME="The identity provider")
        with open_installation() as installation:
            well = installation.findings()
            entrance = installation.entrance
        idp.answers["/keys"] = (503, {}, b"")
        with open_installation() as installation:
            down = installation.findings()

    assert Finding("sign-in with The identity provider", True, "its keys are there") in well
    assert (
        Finding(
            "sign-in with The identity provider", False, "The identity provider answered status 503 at /keys."
        )
        in down
    )
    assert entrance.openid is not None and entrance.openid.issuer == idp.url
