"""An identity provider that says who somebody is, without a wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from connector.core.errors import Malformed, ProviderError
from connector.core.openid import Told
from connector.usecases import openid
from connector.usecases.accounts import Entrance
from connector.usecases.openid import Came
from connector.usecases.sign_in import Client, Visitor
from tests.usecases.gate import HERE, Gate

ANNA = Told("anna-there", "anna@atelier.example", True)
SEAL = "the seal of this browser"


@dataclass
class FakeIdp:
    """Whoever goes there is `person`; `trouble` is raised instead."""

    person: Told = ANNA
    trouble: ProviderError | None = None
    name: str = "The identity provider"
    issuer: str = "https://id.atelier.example"
    domains: frozenset[str] = frozenset()
    sent: dict[str, tuple[str, str]] = field(default_factory=dict)
    asks_anew: bool = False

    def address(self, state: str, nonce: str, verifier: str, is_anew: bool = False) -> str:
        if self.trouble is not None:
            raise self.trouble
        self.asks_anew = is_anew
        self.sent[state] = (nonce, verifier)
        return f"{self.issuer}/authorize?{urlencode({'state': state})}"

    def told(self, given: Mapping[str, str], nonce: str, verifier: str) -> Told:
        if self.trouble is not None:
            raise self.trouble
        if self.sent[given["state"]] != (nonce, verifier):
            raise Malformed("The nonce is another one.")
        return self.person


@dataclass
class Door:
    """Somebody's browser at the gate, and the identity provider."""

    gate: Gate
    idp: FakeIdp = field(default_factory=FakeIdp)

    @property
    def entrance(self) -> Entrance:
        return replace(self.gate.entrance, openid=self.idp)

    def go(self, seal: str = SEAL, back: str = "/", **more: Any) -> dict[str, str]:
        """What the browser will bring back."""
        return brought(openid.go(self.entrance, seal, back, HERE, **more))

    def come(
        self, given: Mapping[str, str], seal: str = SEAL, who: Visitor | None = None, client: Client = HERE
    ) -> Came:
        return openid.come(self.entrance, given, seal, client, who)

    def sign_in(self, person: Told | None = None, **more: Any) -> Came:
        self.idp.person = person or self.idp.person
        return self.come(self.go(**more))


def brought(address: str) -> dict[str, str]:
    return {**dict(parse_qsl(urlsplit(address).query)), "code": "code"}
