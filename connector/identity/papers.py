"""What the identity provider says of itself: its addresses (OpenID Connect Discovery 1.0), and its keys."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet

from connector.core.errors import Malformed, Refused
from connector.identity.wire import safe_address

#: Signed by a key that only the provider has. A secret that both know would make each the other's forger.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "Ed25519", "EdDSA"),
)


@dataclass(frozen=True, slots=True)
class Papers:
    """`names_itself`: an answer that does not say whose it is was not given by this provider (RFC 9207)."""

    issuer: str
    authorize_url: str
    token_url: str
    keys_url: str
    person_url: str | None
    algorithms: tuple[str, ...]
    takes_basic: bool
    names_itself: bool


def read_papers(name: str, issuer: str, said: Mapping[str, Any]) -> Papers:
    """Raises Malformed where they are another identity provider's, or would lead to an unsafe place."""
    its_own = said.get("issuer")
    if not isinstance(its_own, str) or its_own.rstrip("/") != issuer:
        raise Malformed(
            f"{name} calls itself «{str(its_own)[:200]}», and not «{issuer}»: "
            "set RELANCE_OIDC_ISSUER to what it calls itself."
        )
    words = said.get("id_token_signing_alg_values_supported")
    named = [x for x in words if isinstance(x, str)] if isinstance(words, list) else ["RS256"]
    algorithms = tuple(x for x in ALGORITHMS if x in named)
    if not algorithms:
        raise Malformed(f"{name} signs in no way that can be trusted ({', '.join(named)[:200]}).")
    return Papers(
        issuer=its_own,
        authorize_url=_address(name, said, "authorization_endpoint"),
        token_url=_address(name, said, "token_endpoint"),
        keys_url=_address(name, said, "jwks_uri"),
        person_url=_address(name, said, "userinfo_endpoint") if said.get("userinfo_endpoint") else None,
        algorithms=algorithms,
        takes_basic="client_secret_basic" in _methods(said),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
    )


def read_keys(name: str, said: Mapping[str, Any]) -> KeySet:
    """Those that can be read and only the identity provider has; what is for other purposes is left out."""
    listed = said.get("keys")
    found = []
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("use") != "enc" and one.get("kty") != "oct":
            try:
                found.append(JWKRegistry.import_key(one))
            except (JoseError, ValueError, TypeError, KeyError):
                continue
    if not found:
        raise Malformed(f"{name} shows no key with which it signs.")
    return KeySet(found)


def _methods(said: Mapping[str, Any]) -> list[Any]:
    """How an app may prove itself; what is not said is HTTP Basic."""
    methods = said.get("token_endpoint_auth_methods_supported")
    return methods if isinstance(methods, list) and methods else ["client_secret_basic"]


def _address(name: str, said: Mapping[str, Any], what: str) -> str:
    try:
        return safe_address(str(said.get(what) or ""))
    except Refused as refused:
        raise Malformed(f"{name} names a {what} that cannot be used: {refused}") from None
