"""`--json`: the shapes that machines rely on."""

from connector.channels.catcher import Catcher
from tests.cli.terminal import IMPORTED, Terminal

PLAN_KEYS = ["customer", "invoices", "currency", "amount", "action", "step", "channel", "reason", "on"]
SENT_KEYS = ["id", "customer", "invoices", "step", "channel", "state", "reason", "message_id"]


def test_plan_lists_each_open_invoice_once_with_the_keys_promised(shop: Terminal) -> None:
    items = shop("plan", "--json", *IMPORTED).json

    assert [list(item) for item in items] == [PLAN_KEYS] * len(items)
    numbers = [number for item in items for number in item["invoices"]]
    assert sorted(numbers) == ["F-101", "F-102", "F-103", "F-104", "F-106", "F-107"]


def test_plan_is_sorted_by_customer_currency_and_first_invoice(shop: Terminal) -> None:
    items = shop("plan", "--json", *IMPORTED).json

    assert items == sorted(items, key=lambda x: (x["customer"], x["currency"], x["invoices"][0]))


def test_amounts_have_the_decimals_of_their_currency(shop: Terminal) -> None:
    items = shop("plan", "--json", *IMPORTED).json

    assert {x["customer"]: x["amount"] for x in items} == {
        "Boulangerie Martin": "1560.50",
        "Garage Petit": "1200.00",
        "Mueller GmbH": "5300.00",
        "Northwind Ltd": "980.00",
        "Tokyo Works": "120000",
    }


def test_a_message_bears_step_channel_reason_and_day(shop: Terminal) -> None:
    items = shop("plan", "--json", *IMPORTED).json

    assert items[0] == {
        "customer": "Boulangerie Martin",
        "invoices": ["F-101", "F-102"],
        "currency": "EUR",
        "amount": "1560.50",
        "action": "send",
        "step": "friendly",
        "channel": "email",
        "reason": "first_contact",
        "on": "2026-11-23",
    }


def test_what_waits_says_its_day_and_what_is_held_says_none(shop: Terminal) -> None:
    items = {x["customer"]: x for x in shop("plan", "--json", *IMPORTED).json}

    waiting, held = items["Tokyo Works"], items["Mueller GmbH"]
    assert (waiting["action"], waiting["reason"], waiting["on"]) == ("wait", "not_due", "2026-12-25")
    assert [held[key] for key in ("action", "step", "channel", "on")] == ["hold", None, None, None]


def test_a_dispute_of_a_part_leaves_the_rest_asked(shop: Terminal) -> None:
    shop("hold", "F-101", "--reason", "dispute", "--amount", "250", *IMPORTED)

    items = shop("plan", "--json", *IMPORTED).json

    assert items[0]["amount"] == "1310.50"


def test_planning_twice_gives_the_same_bytes(shop: Terminal) -> None:
    first = shop("plan", "--json", *IMPORTED).out
    shop("run-once", *IMPORTED)

    assert shop("plan", "--json", *IMPORTED).out == first


def test_plan_with_as_of_writes_nothing_and_without_keeps_what_is_due(shop: Terminal) -> None:
    before = shop.kept()

    shop("plan", *IMPORTED)
    untouched = shop.kept()
    shop("plan")

    assert untouched == before
    assert shop.kept() != before


def test_send_prints_counts_by_state_and_each_reminder(asking_shop: Terminal, catcher: Catcher) -> None:
    asking_shop("approve", "--all", *IMPORTED)

    sent = asking_shop("send", "--json", *IMPORTED).json

    assert list(sent) == ["counts", "reminders"]
    assert sent["counts"] == {"approved": 1, "sent": 1}
    assert [list(x) for x in sent["reminders"]] == [SENT_KEYS] * 2
    by_state = {x["state"]: x for x in sent["reminders"]}
    assert by_state["sent"]["invoices"] == ["F-101", "F-102"]
    assert by_state["sent"]["message_id"] in catcher.all()[0].message_id
    assert (by_state["approved"]["reason"], by_state["approved"]["message_id"]) == ("window", None)


def test_run_once_prints_the_same_shape(asking_shop: Terminal) -> None:
    asking_shop("approve", "--all", *IMPORTED)

    done = asking_shop("run-once", "--json", *IMPORTED).json

    assert done["counts"] == {"approved": 1, "sent": 1}
    assert [list(x) for x in done["reminders"]] == [SENT_KEYS] * 2


def test_nothing_to_send_is_an_empty_result(shop: Terminal) -> None:
    assert shop("send", "--json", *IMPORTED).json == {"counts": {}, "reminders": []}


def test_simulate_lists_items_of_the_plan_by_day(shop: Terminal) -> None:
    items = shop("simulate", "--days", "40", "--json", *IMPORTED).json

    assert [list(x) for x in items] == [PLAN_KEYS] * len(items)
    assert [x["on"] for x in items] == sorted(x["on"] for x in items)
    assert {x["step"] for x in items if x["customer"] == "Northwind Ltd"} >= {"notice", "friendly", "firm"}


def test_simulate_writes_nothing(shop: Terminal) -> None:
    before = shop.kept()

    shop("simulate", "--days", "60", *IMPORTED)

    assert shop.kept() == before


def test_explain_answers_why_what_next_and_what_was_said(asking_shop: Terminal) -> None:
    asking_shop("approve", "--all", *IMPORTED)
    asking_shop("send", *IMPORTED)

    told = asking_shop("explain", "F-101", "--json", "--as-of", "2026-11-24").json

    assert (told["open"], told["action"], told["reason"]) == ("1250.00", "wait", "spacing")
    assert told["next"] == {"step": "firm", "channel": "email", "on": "2026-11-30", "policy": "standard"}
    assert [(x["step"], x["state"], x["on"]) for x in told["said"]] == [("friendly", "sent", "2026-11-23")]


def test_what_waits_is_listed_with_ids_that_approve_takes(asking_shop: Terminal) -> None:
    waiting = asking_shop("approve", "--json", *IMPORTED).json

    released = asking_shop("approve", waiting[0]["id"][:8], "--json", *IMPORTED).json

    assert released == [waiting[0]["id"]]
    assert {x["customer"] for x in waiting} == {"Boulangerie Martin", "Northwind Ltd"}
    assert {x["amount"] for x in waiting} == {"1560.50", "980.00"}


def test_the_other_commands_speak_json_too(shop: Terminal) -> None:
    shop("org", "set", "Atelier Nord", "--sender", "anna@ateliernord.example")
    shop("run-once", *IMPORTED)

    assert shop("org", "list", "--json").json[0]["mode"] == "shadow"
    assert {x["customer"] for x in shop("tasks", "--json").json} == {"Mueller GmbH", "Garage Petit"}
    assert {x["what"] for x in shop("doctor", "--json").json} >= {"data directory", "mail server"}
    assert shop("import", "ledger.csv", "--json", *IMPORTED).json["unchanged"] == 7
    assert shop("sync", "--json", *IMPORTED).json == []
    assert {x["reason"] for x in shop("send", "--dry-run", "--json", *IMPORTED).json} == {"stopped"}
