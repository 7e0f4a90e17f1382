"""The page of what was confirmed about many: how far it is, cancel, take back; and all there ever was."""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.store.engine import SqlStore
from connector.usecases import people, works, works_seen
from connector.usecases.application import Step
from connector.usecases.members import keeps_books
from tests.scenarios.office import Office
from tests.web.browsing import browser, pages_of, post, sign_in, user, visitor
from tests.web.test_bulk import confirm, look

Later = list[tuple[str, Step]]
PAUSE = "bulk/invoices?do=pause&which=page&ready=yes&until=2026-09-20"


@pytest.fixture
def office(store: SqlStore, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Three customers, one of whom has his turn before a page answers."""
    monkeypatch.setattr(works, "TURN", 1)
    office = Office(store)
    for n, name in enumerate(("Dupont", "Durand", "Leroy")):
        office.invoice(f"F-{n}", "2026-08-20", customer=name)
    office.sync()
    return office


@pytest.fixture
def later() -> Later:
    """What was begun beside and has not been done."""
    return []


@pytest.fixture
def client(office: Office, later: Later) -> TestClient:
    return browser(office, beside=lambda name, step: later.append((name, step)))


@pytest.fixture
def work(client: TestClient, office: Office) -> str:
    """The page of one that is under way."""
    return confirm(client, office, look(client, office, PAUSE))


@pytest.fixture
def press(client: TestClient, office: Office, work: str) -> Callable[[str], str]:
    """Presses a button of its page, and looks at the page."""

    def pressed(what: str) -> str:
        assert post(client, f"/o/{office.id}/{work}/{what}").status_code == 303
        return look(client, office, work)

    return pressed


def finish(later: Later) -> None:
    for _, step in later:
        while step():
            pass
    later.clear()


def test_the_page_says_how_far_it_is_until_it_has_ended(
    client: TestClient, office: Office, work: str, later: Later
) -> None:
    text = look(client, office, work)
    assert "En cours : 1 sur 3." in text
    assert '<progress max="3" value="1" aria-label="Avancement">' in text
    assert '<noscript><meta http-equiv="refresh"' in text
    assert "data-watch" in text
    assert "Silence jusqu'au 20 sept. 2026 inclus." in text

    finish(later)

    text = look(client, office, work)
    assert "C'est fait. Factures : 3, clients : 3." in text
    assert "data-watch" not in text
    assert "refresh" not in text


def test_cancelled_the_others_are_left_and_what_is_done_is_taken_back(
    client: TestClient, office: Office, work: str, later: Later, press: Callable[[str], str]
) -> None:
    assert "Interrompre" in look(client, office, work)

    text = press("cancel")

    assert "C'est fait. Factures : 1, clients : 1." in text
    assert "Interrompu par anna@atelier.example. Lignes non traitées : 2." in text
    assert "Non traités (2)" in text
    finish(later)
    assert look(client, office, "invoices").count("Pause, jusqu'au 20 sept. 2026") == 1
    assert "Tout a été annulé." in press("undo")
    assert "Pause, jusqu'au" not in look(client, office, "invoices")


def test_taking_back_has_its_turns_too(
    client: TestClient, office: Office, work: str, later: Later, press: Callable[[str], str]
) -> None:
    finish(later)

    assert "Annulation en cours : 1 sur 3." in press("undo")

    finish(later)
    assert "Tout a été annulé." in look(client, office, work)
    assert "annulé par anna@atelier.example" in look(client, office, work)


def test_all_there_ever_was_is_listed_and_linked(
    client: TestClient, office: Office, work: str, later: Later, press: Callable[[str], str]
) -> None:
    listed = look(client, office, "works")
    assert f'href="/o/{office.id}/{work}"' in listed
    assert "en cours" in listed

    press("cancel")
    office.clock.moment += timedelta(minutes=1)
    confirm(client, office, look(client, office, "bulk/customers?do=exclude&which=page"), "customers")
    finish(later)
    press("undo")

    listed = look(client, office, "works")
    row = r"<td data-label=\"(?:Combien|État)\">\s*(?:<[^>]+>)?([^<]+)"
    found = [x.strip() for x in re.findall(row, listed)]
    assert found == ["Clients : 3 sur 3", "terminé", "Factures : 1 sur 3", "annulé"]
    for place in ("invoices", "customers"):
        assert f'href="/o/{office.id}/works"' in look(client, office, place)
    assert f'href="/o/{office.id}/{work}"' in look(client, office, "audit")


def test_where_nothing_was_done_to_many_it_says_so(client: TestClient, office: Office) -> None:
    assert "Aucune action groupée" in look(client, office, "works?page=99999999999999999999999")


def test_who_only_looks_sees_it_and_decides_nothing(office: Office, work: str) -> None:
    client = visitor(pages_of(office))
    sign_in(client, office.store, user(office.store, "vera@atelier.example", UserRole.VIEWER, office.id))

    assert "Interrompre" not in look(client, office, work)
    for what in ("cancel", "undo"):
        assert post(client, f"/o/{office.id}/{work}/{what}").status_code == 403


def test_the_work_of_another_organisation_is_nobody_s(
    client: TestClient, office: Office, work: str, store: SqlStore
) -> None:
    other = Office(store)
    id_alone = work.removeprefix("works/")

    look(client, other, work, 404)
    assert id_alone not in look(client, other, "works")
    for what in ("cancel", "undo"):
        assert post(client, f"/o/{other.id}/{work}/{what}").status_code == 404
    assert works_seen.progress(office.app, office.id, id_alone).work.cancelled_at is None


def test_a_work_of_somebody_who_lost_his_role_is_stopped_and_says_so(
    client: TestClient, office: Office, work: str, later: Later
) -> None:
    with office.store.accounts.writing() as unit:
        for one in unit.users():
            unit.remove_user(one.id)
    still = partial(keeps_books, office.store.accounts)
    works.carry_on(office.make_app(keeps_books=still), office.id, work.removeprefix("works/"))
    sign_in(client, office.store, user(office.store, "again@atelier.example"))

    text = look(client, office, work)

    assert "ne tient plus ces comptes. Lignes non traitées : 2." in text
    assert "ne tient plus ces comptes" in look(client, office, "audit")


def test_a_work_in_trouble_says_how_often_it_was_tried_and_when_it_was_enough(
    client: TestClient, office: Office, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("database is locked")

    with monkeypatch.context() as troubled:
        troubled.setattr(people, "hold_in", fail)
        works.go_on(office.app, office.id)
        assert "Essais sans succès : 1 sur 5" in look(client, office, work)
        for _ in range(works.TRIES - 1):
            works.go_on(office.app, office.id)
    assert "Interrompu par Relance après 5 essais sans succès" in look(client, office, work)

    with monkeypatch.context() as troubled:
        troubled.setattr(people, "end_in", fail)
        assert post(client, f"/o/{office.id}/{work}/undo").status_code == 303
        for _ in range(works.TRIES):
            works.go_on(office.app, office.id)
    assert "Annulation interrompue par Relance après 5 essais sans succès" in look(client, office, work)
