"""`relance link`: who may be one customer in two connections, and what is said of it."""

import shutil
from pathlib import Path

import pytest

from connector.cli.linking import SHOWN
from tests.cli.terminal import IMPORTED, Terminal
from tests.migrated import Copies
from tests.scenarios.office import office_store
from tests.scenarios.two_systems import TwoSystems


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory, migrated_copies: Copies) -> Path:
    """Dupont owes in both accounts of one organisation."""
    folder = tmp_path_factory.mktemp("linked")
    with migrated_copies("sqlite", folder) as url:
        store = office_store(url)
        office = TwoSystems(store)
        office.customer("Dupont", tax_number="FR 40 303 265 045")
        office.invoice("F-1", "2026-09-03")
        office.open_cards()
        office.also("F-1", "dupont@cards.example", number="C-1", source_id="C-1", total=49_00, open=49_00)
        office.cards.invoices["C-1"] = office.cards.invoices.pop("F-1")
        office.sync()
        store.close()
    return folder


@pytest.fixture
def relance(nothing: Terminal, _made: Path) -> Terminal:
    shutil.copytree(_made, nothing.data_dir, dirs_exist_ok=True)
    return nothing


def test_they_are_listed_confirmed_and_taken_back(relance: Terminal) -> None:
    (asked,) = relance("link", "list", "--json").json
    confirmed = relance("link", "confirm", asked["id"])
    (said,) = relance("link", "list", "--json").json
    undone = relance("link", "undo", said["id"][:SHOWN])

    assert (asked["state"], asked["alike"]) == ("may_be_one", "tax_number")
    owes = {x["name"]: (x["connection"]["name"], x["owes"]) for x in asked["customers"]}
    assert owes == {"Dupont": ("account", ["100.00 EUR"]), "Dupont (card)": ("cards", ["49.00 EUR"])}
    assert confirmed.out.endswith("one customer. `relance link undo` takes it back.\n")
    assert said["state"] == "one"
    assert undone.out.endswith("no longer said to be one.\n")
    assert relance("link", "list", "--json").json == [asked]


def test_they_are_refused(relance: Terminal) -> None:
    (asked,) = relance("link", "list", "--json").json

    assert relance("link", "refuse", asked["id"].upper()).out.startswith("Dupont")
    assert [x["state"] for x in relance("link", "list", "--json").json] == ["two"]


def test_the_list_shows_both_and_says_what_to_type(relance: Terminal) -> None:
    listed = relance("link", "list")

    head, *both = listed.out.splitlines()
    assert head.endswith("  may be one: same tax number")
    assert sorted(both) == [
        "  Dupont (card), elsewhere «cards», dupont@cards.example, FR 40 303 265 045, owes 49.00 EUR",
        "  Dupont, elsewhere «account», dupont@dupont.example, FR 40 303 265 045, owes 100.00 EUR",
    ]
    assert "relance link confirm ID" in listed.err


@pytest.mark.parametrize("words", [("confirm", "12345678"), ("undo", "12"), ("undo", "12345678")])
def test_an_id_that_is_not_listed_is_refused(relance: Terminal, words: tuple[str, str]) -> None:
    refused = relance("link", *words)

    assert refused.sentence == f"«{words[1]}» is the id of none of those that `relance link list` shows."


def test_nobody_looks_alike(shop: Terminal) -> None:
    assert shop("link", "list", *IMPORTED).out == "Nobody looks alike in two connections.\n"
