"""Many rows of a list are decided about by one confirmed form, and all of it is taken back by one button."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.texts import TextKind
from connector.store.engine import SqlStore
from connector.usecases import bulk, works_seen
from connector.usecases.organisations import change_organisation
from tests.scenarios.office import Office
from tests.usecases.test_written_texts import EARLY, write
from tests.web.browsing import ADDRESS, browser, csrf, pages_of, sign_in, user, visitor


@pytest.fixture
def office(store: SqlStore) -> Office:
    office = Office(store)
    office.invoice("F-1", "2026-08-20")
    office.invoice("F-2", "2026-08-21", customer="Durand")
    office.invoice("F-3", "2026-10-21", customer="Leroy")
    office.sync()
    return office


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def words(text: str) -> str:
    return html.unescape(text).replace("\xa0", " ").replace("\u202f", " ")


def look(client: TestClient, office: Office, rest: str, status: int = 200) -> str:
    answer = client.get(f"/o/{office.id}/{rest}")
    assert answer.status_code == status, answer.text
    return words(answer.text)


def fields(text: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', text))


def confirm(client: TestClient, office: Office, text: str, of: str = "invoices") -> str:
    """The address that the confirmed form leads to."""
    post = text[text.index('<form method="post" action="/o/' + office.id + "/bulk") :]
    answer = client.post(f"/o/{office.id}/bulk/{of}", data=fields(post), headers={"origin": ADDRESS})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition(f"/o/{office.id}/")[2]


def ids(text: str) -> list[str]:
    return re.findall(r'name="id" value="([^"]+)"', text)


def test_what_is_ticked_is_paused_and_taken_back(client: TestClient, office: Office) -> None:
    first, second, _ = ids(look(client, office, "invoices"))

    asked = look(client, office, f"bulk/invoices?do=pause&which=ticked&id={first}&id={second}")
    assert 'name="until"' in asked
    shown = look(client, office, f"bulk/invoices?do=pause&id={first}&id={second}&ready=yes&until=2026-09-20")
    assert "Factures : 2, clients : 2" in shown

    done = confirm(client, office, shown)
    text = look(client, office, done)
    assert "C'est fait. Factures : 2, clients : 2." in text
    assert look(client, office, "invoices").count("Pause, jusqu'au 20 sept. 2026") == 2

    path = f"/o/{office.id}/{done}/undo"
    answer = client.post(path, data={"csrf": csrf(text)}, headers={"origin": ADDRESS})
    assert answer.status_code == 303
    assert "Tout a été annulé." in look(
        client, office, answer.headers["location"].partition(f"{office.id}/")[2]
    )
    assert "Pause, jusqu'au" not in look(client, office, "invoices")


def test_all_that_match_are_those_of_the_moment_and_what_changed_is_told(
    client: TestClient, office: Office
) -> None:
    shown = look(client, office, "bulk/invoices?do=policy&which=all&due=late&ready=yes&policy=gentle")
    assert "Factures : 2, clients : 2" in shown
    office.account.pay("F-1")
    office.invoice("F-9", "2026-08-25", customer="Neuve")
    office.sync()

    done = confirm(client, office, shown)
    text = look(client, office, done)

    assert "C'est fait. Factures : 1, clients : 1." in text
    assert "Ne correspond plus à ce qui était demandé." in text
    assert "elles n'ont pas été touchées : 1." in text


def test_who_is_left_out_is_shown_with_the_reason(client: TestClient, office: Office) -> None:
    office.hold("dispute", "F-1")

    shown = look(client, office, "bulk/invoices?do=release&which=page&ready=yes&reason=dispute")

    assert "Factures : 1, clients : 1" in shown
    assert "Laissés de côté (2)" in shown
    assert "Plus rien ne la retient." in shown


def test_customers_are_excluded_without_another_question(client: TestClient, office: Office) -> None:
    shown = look(client, office, "bulk/customers?do=exclude&which=page")

    done = confirm(client, office, shown, "customers")

    assert "C'est fait. Clients : 3." in look(client, office, done)


def test_the_whole_list_is_refused_where_it_is_too_long(
    client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "MOST", 2)

    assert "3 lignes correspondent" in look(client, office, "bulk/invoices?do=pause&which=all", 422)


@pytest.mark.parametrize(
    ("rest", "status"),
    [
        ("bulk/invoices?do=pause", 422),
        ("bulk/invoices?do=exclude&which=page", 400),
        ("bulk/invoices?do=pause&which=half", 400),
        ("bulk/invoices?do=hold&which=page&ready=yes&reason=none", 400),
        ("bulk/invoices?do=record&which=page&ready=yes&step=friendly&on=2026-13-01", 422),
        ("bulk/invoices?do=pause&which=page&ready=yes", 422),
        ("bulk/invoices?do=pause&which=page&page=99999999999999999999", 422),
        ("bulk/customers?do=hold&which=page", 200),
        ("bulk/customers?do=policy&which=page", 200),
        ("bulk/invoices?do=record&which=page", 200),
        ("works/none", 404),
    ],
)
def test_what_cannot_be_asked_is_answered(client: TestClient, office: Office, rest: str, status: int) -> None:
    look(client, office, rest, status)


def test_nothing_is_done_without_the_confirmed_form(client: TestClient, office: Office) -> None:
    text = look(client, office, "bulk/customers?do=exclude&which=page")

    for data in ({}, {"work": "../../etc"}, {"work": "0" * 36, "ids": "x"}):
        form = {"csrf": csrf(text), "do": "exclude", **data}
        answer = client.post(f"/o/{office.id}/bulk/customers", data=form, headers={"origin": ADDRESS})
        assert answer.status_code == 400
    answer = client.post(
        f"/o/{office.id}/works/none/undo", data={"csrf": csrf(text)}, headers={"origin": ADDRESS}
    )
    assert answer.status_code == 404


def test_a_policy_that_was_written_on_the_pages_is_offered_with_its_steps(
    client: TestClient, office: Office
) -> None:
    write(office, TextKind.POLICY, "builders", policy_yaml=EARLY.replace("id: friendly", "id: early-word"))
    change_organisation(office.app, office.id, "Anna", policy="builders")
    first, *_ = ids(look(client, office, "invoices"))

    told = [
        look(client, office, f"bulk/invoices?do={x}&which=ticked&id={first}") for x in ("policy", "record")
    ]

    assert 'value="builders"' in told[0]
    assert 'value="early-word"' in told[1]


def test_the_work_of_somebody_else_is_not_gone_on_with(client: TestClient, office: Office) -> None:
    """The log tells of a work once, by who began it."""
    first, second, _ = ids(look(client, office, "invoices"))
    asked = f"bulk/invoices?do=pause&ready=yes&until=2026-09-20&id={first}"
    work = confirm(client, office, look(client, office, asked)).removeprefix("works/")
    other = visitor(pages_of(office))
    sign_in(other, office.store, user(office.store, "bo@atelier.example", UserRole.BOOKKEEPER, office.id))
    text = look(other, office, asked.replace(first, second))
    form = fields(text[text.index('<form method="post" action="/o/' + office.id + "/bulk") :]) | {
        "work": work
    }

    answer = other.post(f"/o/{office.id}/bulk/invoices", data=form, headers={"origin": ADDRESS})

    assert answer.status_code == 404
    assert len(works_seen.progress(office.app, office.id, work).parts) == 1


def test_who_only_looks_is_shown_no_boxes(office: Office) -> None:
    client = visitor(pages_of(office))
    sign_in(client, office.store, user(office.store, "vera@atelier.example", UserRole.VIEWER, office.id))

    assert ids(look(client, office, "invoices")) == []
    assert client.get(f"/o/{office.id}/bulk/invoices?do=pause&which=page").status_code == 403


def test_rows_of_another_organisation_are_nobody_s(
    client: TestClient, office: Office, store: SqlStore
) -> None:
    """Beside one of ours in a forged form, that has its way."""
    other = Office(store)
    other.invoice("X-1", "2026-08-20", customer="Ailleurs")
    other.sync()
    with store.reading(other.id) as unit:
        (theirs,) = unit.ledger.find_invoices("X-1")
    first, *_ = ids(look(client, office, "invoices"))
    shown = look(client, office, f"bulk/invoices?do=pause&id={first}&ready=yes&until=2026-09-20")
    form = fields(shown[shown.index('<form method="post" action="/o/' + office.id + "/bulk") :])
    form["ids"] = f"{form['ids']} {theirs.id}"

    client.post(f"/o/{office.id}/bulk/invoices", data=form, headers={"origin": ADDRESS})

    alone = f"bulk/invoices?do=pause&id={theirs.id}&ready=yes&until=2026-09-20"
    assert "X-1" not in look(client, office, alone, 422)
    assert look(client, office, "invoices").count("Pause, jusqu'au 20 sept. 2026") == 1
    with store.reading(other.id) as unit:
        assert unit.holds.active() == ()
