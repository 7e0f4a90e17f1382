"""What people decide, and what they see of it."""

import pytest

from connector.channels.catcher import Catcher
from tests.cli.terminal import IMPORTED, MONDAY, Terminal


def reason(shop: Terminal, number: str, on: str = MONDAY) -> str:
    return str(shop("explain", number, "--json", "--as-of", on).json["reason"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (("F-101",), "pause"),
        (("F-101", "--reason", "dispute"), "dispute"),
        (("F-101", "--reason", "promise", "--until", "2026-11-27"), "promise"),
        (
            ("F-101", "--reason", "plan", "--instalment", "2026-12-01=600", "--instalment", "2027-01-04=650"),
            "plan",
        ),
        (("--customer", "boulangerie MARTIN", "--reason", "insolvency"), "insolvency"),
        (("--all",), "pause"),
    ],
)
def test_a_hold_keeps_silent_and_release_ends_it(
    shop: Terminal, options: tuple[str, ...], expected: str
) -> None:
    whom = options[:1] if options[0] != "--customer" else options[:2]

    held = shop("hold", *options, *IMPORTED)
    during = reason(shop, "F-101")
    released = shop("release", *whom, *IMPORTED)

    assert (held.code, held.err) == (0, "")
    assert during == expected
    assert released.out == "1 released.\n"
    assert reason(shop, "F-101") == "first_contact"


def test_a_hold_says_whom_why_and_until_when(shop: Terminal) -> None:
    held = shop("hold", "F-101", "--until", "2026-12-01", "--note", "new address", *IMPORTED)

    told = shop("explain", "F-101", *IMPORTED).out

    assert held.out == "F-101: held for pause, until 2026-12-01.\n"
    assert "Held: pause, until 1 December 2026;" in told
    assert "(new address)" in told


def test_pause_stops_everything_and_resume_starts_it_again(shop: Terminal) -> None:
    shop("pause", *IMPORTED)
    stopped = {x["action"] for x in shop("plan", "--json", *IMPORTED).json}

    shop("resume", *IMPORTED)

    assert "send" not in stopped
    assert reason(shop, "F-101") == "first_contact"


def test_what_was_sent_by_hand_is_a_step_taken(shop: Terminal) -> None:
    shop("record", "F-101", "--step", "friendly", "--on", "2026-11-20", *IMPORTED)

    told = shop("explain", "F-101", "--json", *IMPORTED).json

    assert [(x["step"], x["on"], x["reason"]) for x in told["said"]] == [
        ("friendly", "2026-11-20", "by_hand")
    ]
    assert told["action"] == "wait"


def test_an_excluded_customer_is_never_written_to(shop: Terminal) -> None:
    shop("customer", "set", "Northwind Ltd", "--exclude", *IMPORTED)
    excluded = reason(shop, "F-103")

    shop("customer", "set", "Northwind Ltd", "--include", *IMPORTED)

    assert excluded == "excluded"
    assert reason(shop, "F-103") == "coming_due"


def test_a_customer_follows_a_policy_of_his_own_until_it_is_taken_away(shop: Terminal) -> None:
    def policy() -> str:
        return str(shop("explain", "F-103", "--json", *IMPORTED).json["next"]["policy"])

    shop("customer", "set", "Northwind Ltd", "--policy", "gentle", *IMPORTED)
    own = policy()
    shop("customer", "set", "Northwind Ltd", "--policy", "", *IMPORTED)

    assert (own, policy()) == ("gentle", "standard")


def test_the_links_of_a_customer_are_taken_back(shop: Terminal) -> None:
    told = shop("customer", "set", "Northwind Ltd", "--take-links-back", *IMPORTED)

    assert "Changed «Northwind Ltd»" in told.out


def test_an_address_turns_a_task_into_a_message(shop: Terminal) -> None:
    before = reason(shop, "F-104")

    shop("customer", "set", "Garage Petit", "--email", "garage@petit.example", *IMPORTED)

    assert (before, reason(shop, "F-104")) == ("no_address", "first_contact")


def test_a_task_is_listed_and_resolved(asking_shop: Terminal) -> None:
    task = next(x for x in asking_shop("tasks", "--json").json if x["customer"] == "Garage Petit")

    ran = asking_shop("resolve", task["id"][:8], "done", *IMPORTED)

    assert ran.out == "Garage Petit, F-104: done.\n"
    assert task["id"] not in asking_shop("tasks").out


def test_the_words_for_what_a_person_does_are_printed_alone(asking_shop: Terminal) -> None:
    task = next(x for x in asking_shop("tasks", "--json").json if x["customer"] == "Garage Petit")

    ran = asking_shop("tasks", task["id"][:8], *IMPORTED)

    assert "F-104" in ran.out
    assert "relance resolve" not in ran.out
    assert "relance resolve" in ran.err
    assert asking_shop("tasks", task["id"], "--json", *IMPORTED).json["text"] in ran.out


def test_a_message_is_approved_not_resolved(asking_shop: Terminal) -> None:
    waiting = asking_shop("approve", "--json", *IMPORTED).json[0]["id"]

    assert "`relance approve`" in asking_shop("resolve", waiting, "done", *IMPORTED).sentence


def test_a_task_is_resolved_not_approved(asking_shop: Terminal) -> None:
    tasks = asking_shop("tasks", "--json").json
    task = next(x["id"] for x in tasks if x["customer"] == "Garage Petit")

    assert "relance resolve" in asking_shop("approve", task, *IMPORTED).sentence


def test_an_organisation_is_changed_and_what_is_optional_is_taken_away(shop: Terminal) -> None:
    said = shop(
        "org", "set", "Atelier Nord", "--language", "en", "--timezone", "Europe/Brussels", "--iban", ""
    )

    row = shop("org", "list", "--json").json[0]
    assert said.out == "Changed «Atelier Nord»: iban, language, timezone.\n"
    assert (row["language"], row["timezone"]) == ("en", "Europe/Brussels")


def test_going_back_to_shadow_sends_nothing_more(asking_shop: Terminal, catcher: Catcher) -> None:
    asking_shop("approve", "--all", *IMPORTED)

    asking_shop("org", "set", "Atelier Nord", "--mode", "shadow", *IMPORTED)
    sent = asking_shop("send", "--json", *IMPORTED).json

    assert sent == {"counts": {}, "reminders": []}
    assert catcher.count == 0


def test_sending_again_sends_nothing_again(asking_shop: Terminal, catcher: Catcher) -> None:
    asking_shop("approve", "--all", *IMPORTED)

    for _ in range(3):
        asking_shop("send", *IMPORTED)

    assert catcher.count == 1


def test_name_country_and_currency_are_corrected(shop: Terminal) -> None:
    said = shop(
        "org", "set", "Atelier Nord", "--new-name", "Atelier Sud", "--country", "be", "--currency", "chf"
    )

    assert said.out == "Changed «Atelier Nord»: country, currency, name.\n"
    (now,) = shop("org", "list", "--json").json
    assert [now[key] for key in ("name", "country", "timezone", "currency")] == [
        "Atelier Sud", "BE", "Europe/Paris", "CHF",
    ]  # fmt: skip
    assert shop("org", "set", "Atelier Sud", "--country", "XX").code == 1
