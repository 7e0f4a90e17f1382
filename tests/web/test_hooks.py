"""The pages of webhooks: add an address, see its secret once, try it, see what it answered."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from connector.channels.hooks import HttpHooks
from connector.core.accounts import UserRole
from connector.core.hooks import Happening
from connector.store.engine import SqlStore
from tests.ears import Ear, listening, status
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, browser, csrf, pages_of, sign_in, user, visitor


@pytest.fixture
def office(shared_store: SqlStore) -> Office:
    return Office(shared_store)


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office, hook_sender=HttpHooks(goes_inside=True))


@pytest.fixture
def ear() -> Iterator[Ear]:
    with listening() as made:
        yield made


def place(office: Office, rest: str = "") -> str:
    return f"/o/{office.id}/webhooks{rest}"


def page(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def press(client: TestClient, path: str, page: str, **fields: str) -> tuple[int, str]:
    """Sends a form of that page; where it leads, or what it shows."""
    known = {"csrf": csrf(client.get(page).text)}
    answer = client.post(path, data=known | fields, headers={"origin": ADDRESS})
    return answer.status_code, answer.headers.get("location", answer.text)


def added(client: TestClient, office: Office, address: str, **fields: str) -> tuple[str, str]:
    """The page of a new one, and what was shown."""
    code, shown = press(client, place(office), place(office), address=address, **(fields or {"all": "1"}))
    assert code == 200, shown
    found = re.search(rf'action="({place(office)}/[^/"]+)/rotate"', shown)
    assert found, shown
    return found[1], shown


def test_the_connections_lead_there(client: TestClient, office: Office) -> None:
    assert f'href="{place(office)}"' in page(client, f"/o/{office.id}/connections")
    assert "Aucune adresse" in page(client, place(office))


def test_its_secret_is_shown_once(client: TestClient, office: Office, ear: Ear) -> None:
    mine, shown = added(client, office, ear.address)

    (secret,) = re.findall(r"whsec_[A-Za-z0-9+/=]{44}", shown.replace("&#43;", "+"))
    assert secret
    assert "whsec_" not in page(client, mine)
    assert ear.address in page(client, place(office))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": "http://hooks.example/", "all": "1"}, "commence par https://"),
        ({"address": "https://hooks.example/"}, "Choisissez au moins un événement"),
    ],
)
def test_what_is_wrong_is_said_beside_what_was_typed(
    client: TestClient, office: Office, fields: dict[str, str], words: str
) -> None:
    code, shown = press(client, place(office), place(office), **fields)

    assert code == 409
    assert words in shown
    assert f'value="{fields["address"]}"' in shown


def test_the_same_address_twice_and_one_too_many_are_refused(client: TestClient, office: Office) -> None:
    added(client, office, "https://hooks.example/0")
    twice = press(client, place(office), place(office), address="https://hooks.example/0", all="1")
    for n in range(1, 10):
        added(client, office, f"https://hooks.example/{n}")
    full = page(client, place(office))
    known = {"csrf": csrf(full), "address": "https://hooks.example/10", "all": "1"}
    over = client.post(place(office), data=known, headers={"origin": ADDRESS})

    assert (twice[0], "déjà dans la liste" in twice[1]) == (409, True)
    assert 'name="address"' not in full
    assert (over.status_code, "déjà 10 adresses" in over.text) == (409, True)


def test_a_test_is_answered_before_the_page_is_shown(client: TestClient, office: Office, ear: Ear) -> None:
    mine, _ = added(client, office, ear.address)
    ear.sayings.append(status(500, b"<b>Sorry</b>"))

    first = press(client, f"{mine}/test", mine)
    shown = page(client, first[1])
    press(client, f"{mine}/test", mine)

    assert first == (303, f"{mine}?done=tried")
    assert "abandonné" in shown
    assert "&lt;b&gt;Sorry&lt;/b&gt;" in shown
    assert ">reçu<" in page(client, mine)
    assert len(ear.heard) == 2


def test_what_was_given_up_is_sent_again(client: TestClient, office: Office, ear: Ear) -> None:
    mine, _ = added(client, office, ear.address)
    ear.sayings.append(status(500))
    press(client, f"{mine}/test", mine)
    again = re.findall(rf'action="({mine}/deliveries/[^"]+/again)"', page(client, mine))[0]

    done = press(client, again, mine)
    nothing = press(client, f"{mine}/deliveries/nothing/again", mine)

    assert done == (303, f"{mine}?done=again")
    assert len({x.headers["webhook-id"] for x in ear.heard}) == 1
    assert len(ear.heard) == 2
    assert nothing[0] == 404


def test_a_secret_is_changed_once_and_the_old_one_signs_along(
    client: TestClient, office: Office, ear: Ear
) -> None:
    mine, _ = added(client, office, ear.address)
    mark = re.findall(r'name="mark" value="([^"]+)"', page(client, mine))[0]

    done = press(client, f"{mine}/rotate", mine, mark=mark)
    twice = press(client, f"{mine}/rotate", mine, mark=mark)
    press(client, f"{mine}/test", mine)

    assert (done[0], "whsec_" in done[1], "signe aussi" in done[1]) == (200, True, True)
    assert (twice[0], "whsec_" in twice[1]) == (409, False)
    assert len(ear.heard[0].headers["webhook-signature"].split()) == 2


def test_it_is_told_of_what_was_chosen_switched_off_and_removed(
    client: TestClient, office: Office, ear: Ear
) -> None:
    mine, _ = added(client, office, ear.address, **{"kind:invoice.paid": "1"})

    nothing = press(client, f"{mine}/events", mine)
    changed = press(client, f"{mine}/events", mine, **{"kind:task.opened": "1", "kind:invoice.paid": "1"})
    shown = page(client, mine)
    off = press(client, f"{mine}/off", mine)
    listed = page(client, place(office))
    on = press(client, f"{mine}/on", mine)
    removed = press(client, f"{mine}/remove", mine)

    assert (nothing[0], "Choisissez au moins" in nothing[1]) == (409, True)
    assert (changed[1], "2 sortes" in shown) == (f"{mine}?done=changed", True)
    assert (off[1], "désactivée" in listed) == (f"{mine}?done=off", True)
    assert on[1] == f"{mine}?done=on"
    assert removed == (303, place(office, "?done=removed"))
    assert client.get(mine).status_code == 404


def test_the_log_goes_on_from_page_to_page(client: TestClient, office: Office) -> None:
    mine, _ = added(client, office, "https://hooks.example/")
    with office.store.writing(office.id) as unit:
        for _ in range(51):
            unit.hooks.tell(Happening.MODE_CHANGED, office.now(), dict)

    first = page(client, mine)
    older = re.findall(rf'href="({mine}\?before=\d+)"', first)[0]
    rest = page(client, older)

    assert [x.count("/again") for x in (first, rest)] == [50, 1]
    assert "Plus récents" in rest


def test_a_number_that_no_event_can_have_is_not_found(client: TestClient, office: Office) -> None:
    mine, _ = added(client, office, "https://hooks.example/")

    assert client.get(f"{mine}?before={2**63}").status_code == 404


def test_what_is_not_there_is_not_found(client: TestClient, office: Office) -> None:
    mine, _ = added(client, office, "https://hooks.example/")

    assert client.get(place(office, "/nothing")).status_code == 404
    assert press(client, f"{mine}/nonsense", mine)[0] == 404
    assert press(client, place(office, "/nothing/test"), mine)[0] == 404


def test_it_is_for_the_owner_alone(office: Office, client: TestClient) -> None:
    other = visitor(pages_of(office))
    sign_in(other, office.store, user(office.store, "bo@x.example", UserRole.BOOKKEEPER, office.id))

    assert other.get(place(office)).status_code == 403
    assert place(office) not in other.get(f"/o/{office.id}/connections").text
