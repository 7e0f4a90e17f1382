"""A client approves his own messages on a page without signing in, and his bookkeeper sees what he said."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.history import State
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from connector.usecases.accounts import take_role
from connector.usecases.organisations import change_organisation
from tests.scenarios.office import Office
from tests.scenarios.test_page_links_told import LINKS
from tests.web.browsing import ADDRESS, browser, csrf, entrance_of, pages_of, sign_in, user, visitor


@pytest.fixture
def office(store: SqlStore) -> Office:
    """Messages to Durand (300.00) and Dupont (100.00) wait."""
    office = Office(store, mode=Mode.APPROVE, owner_email="patron@atelier.example", name="Atelier Nord")
    office.app = office.make_app(links=LINKS, page_link=ADDRESS)
    office.invoice("F-1", "2026-08-27")
    office.invoice("F-2", "2026-08-27", 300_00, customer="Durand")
    office.sync()
    office.plan()
    return office


def read(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return html.unescape(answer.text).replace("\xa0", " ").replace("\u202f", " ")


def press(client: TestClient, path: str, text: str, **form: str) -> tuple[int, str]:
    answer = client.post(path, data=form | {"csrf": csrf(text)}, headers={"origin": ADDRESS})
    return answer.status_code, answer.headers.get("location", html.unescape(answer.text))


@pytest.fixture
def link(office: Office) -> str:
    """What the bookkeeper's page shows once he has asked."""
    staff = browser(office)
    at = f"/o/{office.id}/batches"
    assert press(staff, at, read(staff, at)) == (303, at)
    (found,) = re.findall(rf'value="{ADDRESS}(/b/[\w-]+)"', read(staff, at))
    return str(found)


@pytest.fixture
def client(office: Office) -> TestClient:
    """The client's own browser: nobody is signed in."""
    return visitor(pages_of(office))


def marks(text: str) -> list[str]:
    return re.findall(r'name="shown" value="([^"]*)"', text)


def states(office: Office) -> list[State]:
    return sorted(x.state for x in office.reminders())


def test_he_reads_what_was_asked_and_releases_all_of_it(
    office: Office, link: str, client: TestClient
) -> None:
    text = read(client, link)
    assert "Atelier Nord" in text and "300,00 €" in text and "anna@atelier.example" in text
    assert "À faire" not in text and office.id not in text

    to = press(client, link, text, shown=marks(text)[0])

    assert to == (303, f"{link}?done=2&changed=0")
    assert "Validées : 2. Merci." in read(client, to[1])
    assert states(office) == [State.APPROVED, State.APPROVED]
    staff = browser(office)
    assert "l'entreprise elle-même" in read(staff, f"/o/{office.id}/approvals")
    assert "Validés : 2, refusés : 0, sur 2" in read(staff, f"/o/{office.id}/batches")


def test_he_reads_one_and_says_that_it_must_not_go(office: Office, link: str, client: TestClient) -> None:
    one = marks(read(client, link))[1].partition(".")[0]
    text = read(client, f"{link}/{one}")
    frame = client.get(f"{link}/{one}/html")
    assert "durand@durand.example" in text and "sandbox" in frame.headers["content-security-policy"]
    assert re.search(r"/c/[\w-]{20}", frame.text) is None

    status, again = press(client, f"{link}/{one}", text, words="  ")
    assert status == 422 and "Dites pourquoi" in again
    to = press(client, f"{link}/{one}", text, words="Il a payé en espèces.")

    assert to == (303, f"{link}?refused=1")
    assert "Il a payé en espèces." in read(client, to[1])
    assert press(client, f"{link}/{one}", text, words="Encore.") == (303, f"{link}?changed=1")
    staff = browser(office)
    assert "Il a payé en espèces." in read(staff, f"/o/{office.id}/tasks")
    assert client.get(f"{link}/{one}/html").status_code == 404
    assert "voir ci-dessous" in read(client, f"{link}/{one}")


def test_what_two_must_release_is_read_and_never_released_by_the_link(
    office: Office, link: str, client: TestClient
) -> None:
    """The bookkeeper, who sees the link, would be the first and the second."""
    one, small = marks(read(client, link))[1:]
    change_organisation(office.app, office.id, "Olga", four_eyes={"EUR": 200_00})
    text = read(client, link)
    assert marks(text) == [small] and "deux personnes du cabinet" in text
    assert marks(read(client, f"{link}/{one.partition('.')[0]}")) == []

    assert press(client, link, text, shown=one) == (303, f"{link}?done=0&changed=1")
    assert states(office) == [State.AWAITING_APPROVAL, State.AWAITING_APPROVAL]


def test_what_was_changed_is_told_and_stays(office: Office, link: str, client: TestClient) -> None:
    text = read(client, link)
    office.add_address("Durand", "new@durand.example")

    to = press(client, link, text, shown=marks(text)[0])

    assert to == (303, f"{link}?done=1&changed=1")
    assert "Modifiée depuis la demande" in read(client, to[1])
    assert states(office) == [State.APPROVED, State.AWAITING_APPROVAL]


def test_taken_back_it_opens_nothing(office: Office, link: str, client: TestClient) -> None:
    text, staff = read(client, link), browser(office)
    one = marks(text)[1].partition(".")[0]
    page = read(staff, f"/o/{office.id}/batches")
    (undo,) = re.findall(r'action="([^"]*/undo)"', page)
    press(staff, undo, page)

    assert "Retiré par anna@atelier.example" in read(staff, f"/o/{office.id}/batches")
    for path in (link, f"{link}/{one}", "/b/nonsense"):
        assert "Demandez-en un nouveau" in read(client, path, 404)
    assert press(client, link, text, shown=marks(text)[0])[0] == 404
    assert press(client, f"{link}/{one}", text, words="Non.")[0] == 404
    assert states(office) == [State.AWAITING_APPROVAL, State.AWAITING_APPROVAL]


def test_a_scanner_that_follows_links_says_nothing(office: Office, link: str, client: TestClient) -> None:
    read(client, link)
    client.post(link, data={"shown": "x"}, headers={"origin": ADDRESS})

    assert states(office) == [State.AWAITING_APPROVAL, State.AWAITING_APPROVAL]


def test_who_asks_too_often_waits(office: Office, link: str, client: TestClient) -> None:
    text = read(client, link)

    asked = [press(client, link, text, shown="x.y")[0] for _ in range(40)]

    assert asked[0] == 303 and asked[-1] == 429
    one = marks(text)[1].partition(".")[0]
    assert press(client, f"{link}/{one}", text, words="Non.")[0] == 429


def test_where_nothing_waits_or_no_link_can_be_opened_it_says_so(office: Office) -> None:
    office.approve()
    staff = browser(office)
    at = f"/o/{office.id}/batches"

    status, text = press(staff, at, read(staff, at))

    assert status == 409 and "Rien n'attend de validation" in text


def test_whoever_asked_and_left_asks_no_more(office: Office, store: SqlStore, client: TestClient) -> None:
    bo = visitor(pages_of(office))
    sign_in(bo, store, user(store, "bo@atelier.example", UserRole.BOOKKEEPER, office.id))
    at = f"/o/{office.id}/batches"
    press(bo, at, read(bo, at))
    (link,) = re.findall(rf'value="{ADDRESS}(/b/[\w-]+)"', read(bo, at))
    text = read(client, link)
    one = next(x for x in marks(text) if " " not in x).partition(".")[0]

    take_role(entrance_of(store), "bo@atelier.example", office.id, "test")

    assert "anna" not in client.get(link).text
    assert client.get(f"{link}/{one}/html").status_code == 404
    for path in (link, f"{link}/{one}"):
        status, _ = press(client, path, text, shown=marks(text)[0], words="No.")
        assert status in (404, 410)
    assert states(office) == [State.AWAITING_APPROVAL, State.AWAITING_APPROVAL]
