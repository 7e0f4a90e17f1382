"""A POST sent twice under one key happens once: the first answer is given again for 24 hours."""

from dataclasses import dataclass, field

from ..exchange import Answer
from .book import DAY
from .errors import ApiError


@dataclass
class _Kept:
    asked: str
    begun_at: int
    request_id: str
    answer: Answer | None = None


@dataclass
class Idempotency:
    """Keys of one account. Keys live a day by the sandbox's clock."""

    kept: dict[str, _Kept] = field(default_factory=dict)

    def begin(self, key: str, asked: str, now: int, request_id: str) -> Answer | None:
        """The earlier answer, or None when the work is to be done. Refuses a key used otherwise or in use."""
        if len(key) > 255:
            raise ApiError(400, "Idempotency keys are at most 255 characters long.", type="idempotency_error")
        earlier = self.kept.get(key)
        if earlier is None or now - earlier.begun_at > DAY:
            self.kept[key] = _Kept(asked, now, request_id)
            return None
        if earlier.asked != asked:
            message = f"The key '{key}' was first used with another request; use a new key for this one."
            raise ApiError(400, message, type="idempotency_error")
        if earlier.answer is None:
            message = f"A request with the key '{key}' is still under way."
            raise ApiError(409, message, type="idempotency_error", code="idempotency_key_in_use")
        marks = {"Idempotent-Replayed": "true", "Original-Request": earlier.request_id}
        return Answer(earlier.answer.status, earlier.answer.body, earlier.answer.headers | marks)

    def finish(self, key: str, answer: Answer) -> None:
        """Keep what was done; a request refused before it did anything leaves its key free."""
        if answer.status in (400, 404, 429):
            self.kept.pop(key, None)
        else:
            self.kept[key].answer = answer

    def abandon_unfinished(self, key: str) -> None:
        """The request ended without an answer of its own: the key is free again."""
        if key in self.kept and self.kept[key].answer is None:
            del self.kept[key]
