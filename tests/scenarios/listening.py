"""An address that listens to an office, and what it would be told."""

from typing import Any

from connector.core.hooks import Endpoint, Happening
from tests.scenarios.office import Office

ADDRESS = "https://hooks.example/relance"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def listen(office: Office, *kinds: Happening, key: str = "ear", address: str = ADDRESS) -> str:
    """From now on it is told of these, of everything where none is named; its id."""
    endpoint_id = f"{key}-{office.id}"[:36]
    named = tuple(x.value for x in kinds)
    with office.store.writing(office.id) as unit:
        unit.hooks.add(Endpoint(endpoint_id, address, named, office.now()), SECRET)
    return endpoint_id


def heard(office: Office, endpoint_id: str) -> list[dict[str, Any]]:
    """The envelopes, in the order in which they happened."""
    with office.store.reading(office.id) as unit:
        return [dict(x.body) for x in reversed(unit.hooks.log(endpoint_id, 1000))]


def kinds(office: Office, endpoint_id: str) -> list[str]:
    return [x["type"] for x in heard(office, endpoint_id)]
