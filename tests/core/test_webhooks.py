"""Numbers that are missing from a webhook's sequence."""

import pytest

from connector.core.webhooks import WebhookEvent, with_gaps


def numbered(*numbers: int) -> list[WebhookEvent]:
    return [WebhookEvent(f"e-{n}", "tenant", n) for n in numbers]


@pytest.mark.parametrize(
    ("last", "numbers", "gaps"),
    [
        (None, (7, 8), []),
        (6, (7, 8), []),
        (5, (7, 8), ["gap:6:6"]),
        (5, (7, 9), ["gap:6:6", "gap:8:8"]),
        (8, (7, 8), []),
        (8, (3, 9), []),
        (None, (7, 10), ["gap:8:9"]),
    ],
)
def test_a_hole_tells_of_every_account(last: int | None, numbers: tuple[int, ...], gaps: list[str]) -> None:
    told = with_gaps(numbered(*numbers), last)

    assert [x.id for x in told if x.tenant is None] == gaps
    assert [x for x in told if x.tenant] == numbered(*numbers)


def test_who_does_not_count_has_no_holes() -> None:
    told = [WebhookEvent("a", "tenant"), WebhookEvent("b", "tenant")]

    assert with_gaps(told, None) == told
