"""The replay, told over a few weeks, and what must hold in any world."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any

import pytest

from tests.oracle.days import is_business_day
from tests.oracle.replay import replay
from tests.oracle.told import Story


def test_a_payment_ends_the_ladder() -> None:
    story = Story().invoice()
    story.facts["events"] = [{"on": "2026-09-10", "kind": "payment", "invoice": "F-1", "amount": 12000}]

    assert story.sent_between("2026-09-01", "2027-01-01") == [("2026-09-07", [["F-1", "friendly"]])]


def test_the_messages_of_a_day_tell_customer_currency_language_and_sort() -> None:
    story = Story("standard").customer(language="en").invoice()

    told = replay(story.facts, "2026-08-24", "2026-12-31")

    assert [(one["day"], one["sort"], one["lines"]) for one in told] == [
        ("2026-08-28", "notice", [["F-1", "notice"]]),
        ("2026-09-07", "reminder", [["F-1", "friendly"]]),
        ("2026-09-17", "reminder", [["F-1", "firm"]]),
    ]
    assert {(one["customer"], one["currency"], one["language"]) for one in told} == {
        ("Atelier Bleu", "EUR", "en")
    }


def test_the_replay_leaves_the_world_as_it_was() -> None:
    story = Story().invoice()

    assert replay(story.facts, "2026-09-01", "2026-12-01") == replay(story.facts, "2026-09-01", "2026-12-01")


def test_an_invoice_first_seen_late_is_a_cold_start() -> None:
    story = Story("standard").invoice("F-0", status="paid", open=0)
    late = {**story.facts["invoices"][0], "number": "F-1", "status": "open", "open": 12000}
    del late["cold_start_on"]
    story.facts["events"] = [{"on": "2026-11-20", "kind": "invoice", "invoice": late}]

    assert story.sent_between("2026-11-16", "2026-12-31") == [
        ("2026-11-20", [["F-1", "friendly"]]),
        ("2026-11-27", [["F-1", "firm"]]),
    ]


def test_a_promise_a_bounce_and_a_new_address_in_one_story() -> None:
    story = Story().invoice()
    story.facts["events"] = [
        {
            "on": "2026-09-08",
            "kind": "hold",
            "hold": {"reason": "promise", "scope": "invoice", "invoice": "F-1"},
        },
        {
            "on": "2026-09-15",
            "kind": "outcome",
            "invoice": "F-1",
            "step": "firm",
            "set": {"state": "bounced", "failed_on": "2026-09-15"},
        },
        {
            "on": "2026-09-21",
            "kind": "customer",
            "customer": "Atelier Bleu",
            "set": {"address_changed_on": "2026-09-21"},
        },
    ]
    story.facts["events"][0]["hold"]["until_on"] = "2026-09-09"

    assert story.sent_between("2026-09-01", "2026-10-31") == [
        ("2026-09-07", [["F-1", "friendly"]]),
        ("2026-09-14", [["F-1", "firm"]]),
        ("2026-09-21", [["F-1", "firm"]]),
        ("2026-10-02", [["F-1", "last"]]),
    ]


def test_a_done_call_a_credit_and_a_release_happen() -> None:
    story = Story("standard").invoice("F-1").invoice("F-2", total=7000)
    credit = {"customer": "Atelier Bleu", "currency": "EUR", "amount": 7000}
    story.facts["events"] = [
        {"on": "2026-09-01", "kind": "credit", "credit": dict(credit)},
        {"on": "2026-09-09", "kind": "credit_applied", **credit},
        {"on": "2026-09-09", "kind": "credit_note", "invoice": "F-2", "amount": 7000},
        {
            "on": "2026-09-10",
            "kind": "hold",
            "hold": {"reason": "dispute", "scope": "invoice", "invoice": "F-1"},
        },
        {"on": "2026-09-18", "kind": "release", "invoice": "F-1", "reason": "dispute"},
    ]

    assert story.sent_between("2026-08-31", "2026-09-30") == [
        ("2026-08-31", [["F-1", "notice"], ["F-2", "notice"]]),
        ("2026-09-07", [["F-1", "friendly"]]),
        ("2026-09-18", [["F-1", "firm"]]),
    ]


def a_world(seed: int) -> Story:
    """Forty invoices of eight customers in three countries, with payments, promises, disputes and credits."""
    dice = Random(seed)
    story = Story(dice.choice(["standard", "e-mails", "three"]), first_wave_cap=2, closures=["2026-09-14"])
    for place in range(8):
        country, region = dice.choice([("FR", None), ("FR", "57"), ("GB", "SCT"), ("US", "TX"), ("DE", None)])
        story.customer(f"C-{place}", country=country, region=region, direct_debit=dice.random() < 0.1)
    for place in range(40):
        due_on = date(2026, 6, 1) + timedelta(days=dice.randrange(150))
        currency = dice.choice(["EUR", "EUR", "EUR", "USD"])
        story.invoice(
            f"F-{place:02}",
            due_on.isoformat(),
            customer=f"C-{dice.randrange(8)}",
            currency=currency,
            total=dice.randrange(500, 90000),
            terms=dice.choice([30, 30, 60]),
        )
        del story.facts["invoices"][-1]["cold_start_on"]
    story.facts["events"] = [_chance(dice, place) for place in range(40) if dice.random() < 0.7]
    return story


def _chance(dice: Random, place: int) -> dict[str, object]:
    day, number = date(2026, 8, 1) + timedelta(days=dice.randrange(90)), f"F-{place:02}"
    later = (day + timedelta(days=dice.randrange(1, 9))).isoformat()
    hold = {
        "reason": dice.choice(["promise", "dispute", "reply", "said_paid"]),
        "scope": "invoice",
        "invoice": number,
    }
    chances: list[dict[str, object]] = [
        {"kind": "payment", "invoice": number, "amount": dice.choice([300, 100000])},
        {"kind": "hold", "hold": {**hold, "until_on": later}},
        {
            "kind": "credit",
            "credit": {"customer": f"C-{dice.randrange(8)}", "currency": "EUR", "amount": 20000},
        },
    ]
    return {"on": day.isoformat(), **dice.choice(chances)}


@cache
def told_in(seed: int) -> list[dict[str, Any]]:
    """What is said in that world over five months."""
    return replay(a_world(seed).facts, "2026-08-03", "2026-12-31")


@pytest.mark.parametrize("seed", range(6))
def test_in_any_world_no_step_twice_no_message_on_a_closed_day_and_one_voice(seed: int) -> None:
    customers = a_world(seed).facts["customers"]
    places = {one["name"]: (one["country"], one["region"]) for one in customers}

    told = told_in(seed)

    steps = Counter((number, step) for one in told for number, step in one["lines"])
    voices = Counter((one["day"], one["customer"], one["currency"], one["sort"]) for one in told)
    assert len(told) > 15
    assert max(steps.values()) == 1
    assert max(voices.values()) == 1
    assert all(is_business_day(places[one["customer"]], date.fromisoformat(one["day"])) for one in told)
    assert "2026-09-14" not in {one["day"] for one in told}


@pytest.mark.parametrize("seed", range(6))
def test_in_any_world_the_gap_lies_between_the_days_of_one_customer(seed: int) -> None:
    told = told_in(seed)

    days: dict[str, set[date]] = {}
    for one in told:
        days.setdefault(one["customer"], set()).add(date.fromisoformat(one["day"]))

    for heard in days.values():
        in_order = sorted(heard)
        assert all((later - earlier).days >= 3 for earlier, later in pairwise(in_order))


@pytest.mark.parametrize("seed", range(4))
def test_every_open_invoice_stands_in_one_item_and_a_wait_ends_on_its_day(seed: int) -> None:
    story = a_world(seed)
    for invoice in story.facts["invoices"]:
        invoice["cold_start_on"] = "2026-08-03" if invoice["due_on"] < "2026-08-03" else None

    items = story.on("2026-08-17")

    listed = sorted(number for item in items for number in item["invoices"])
    assert listed == sorted(invoice["number"] for invoice in story.facts["invoices"])
    waits = [item for item in items if item["action"] == "wait" and item["reason"] != "cap"]
    assert waits
    for item in waits:
        then = story.says(item["on"], item["invoices"][0])
        assert then[0] in {"send", "task"} or then[1] in {"cap", "below_minimum", "gap"}, (item, then)
        eve = date.fromisoformat(item["on"]) - timedelta(days=1)
        assert story.says(eve.isoformat(), item["invoices"][0])[0] not in {"send", "task"}
