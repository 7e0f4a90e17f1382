"""Once: a request with a key is carried out once, and whoever asks again hears the same."""

from connector.core.errors import Refused
from connector.core.tokens import Answered
from connector.usecases.application import Application


class UnderWay(Refused):
    """The same request is being carried out: ask again in a moment."""


class KeyReused(Refused):
    """The key belongs to another request."""


def begin(
    app: Application, organisation_id: str, token_id: str, key: str, request_hash: str
) -> Answered | None:
    """What the request was answered before; None where it is to be carried out now.

    Raises UnderWay while another one carries it out, and KeyReused for a key of another request.
    """
    with app.store.writing(organisation_id) as unit:
        if unit.tokens.begin(token_id, key, request_hash):
            return None
        before = unit.tokens.answered(token_id, key)
    if before is not None and before.request_hash != request_hash:
        raise KeyReused("This Idempotency-Key was used for another request: take a new one.")
    if before is None or before.status is None:
        raise UnderWay("The same request is being carried out: ask again in a moment, with the same key.")
    return before


def keep(app: Application, organisation_id: str, token_id: str, key: str, status: int, body: str) -> None:
    """It was carried out, and answered so."""
    with app.store.writing(organisation_id) as unit:
        unit.tokens.answer(token_id, key, status, body)


def forget(app: Application, organisation_id: str, token_id: str, key: str) -> None:
    """It was refused and nothing was changed: the next one with this key is looked at anew."""
    with app.store.writing(organisation_id) as unit:
        unit.tokens.forget(token_id, key)
