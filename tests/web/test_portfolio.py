"""All clients on one page, one list of what waits, and one place kept from client to client."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.history import State
from connector.core.invoice import Mode
from connector.store.engine import SqlStore
from connector.usecases import accounts
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, browser, csrf, entrance_of, pages_of, sign_in, user, visitor

Two = tuple[Office, Office]


@pytest.fixture
def two(store: SqlStore) -> Two:
    """At Alpha wait 300.00 and 200.00, at Beta 900.00."""
    a, b = (Office(store, mode=Mode.APPROVE, name=name) for name in ("Alpha", "Beta"))
    a.invoice("F-1", "2026-08-27", 200_00)
    a.invoice("F-2", "2026-08-27", 300_00, customer="Durand")
    b.invoice("F-3", "2026-08-27", 900_00, customer="Duval")
    for office in (a, b):
        office.sync()
        office.plan()
    return a, b


def read(client: TestClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return html.unescape(answer.text).replace("\xa0", " ").replace("\u202f", " ")


def marks(text: str) -> list[str]:
    return re.findall(r'name="shown" value="([^"]*)"', text)


def press(client: TestClient, path: str, text: str, **form: str) -> tuple[int, str]:
    answer = client.post(path, data=form | {"csrf": csrf(text)}, headers={"origin": ADDRESS})
    return answer.status_code, answer.headers.get("location", answer.text)


def states(office: Office) -> list[State]:
    return sorted(x.state for x in office.reminders())


class TestPortfolio:
    def test_each_client_stands_with_what_is_owed_and_what_waits(self, two: Two) -> None:
        text = read(browser(two[0]), "/")

        for shown in (
            "Alpha",
            "500,00 €",
            "À valider : 2",
            "Beta",
            "900,00 €",
            "À valider : 1",
            "Mandat non",
        ):
            assert shown in text
        assert "Lire ce qui attend votre accord : 3" in text

    def test_what_a_client_has_not_is_left_out_of_his_card(self, two: Two, store: SqlStore) -> None:
        """On a phone each client is a card: a row that says nothing is not shown there."""
        Office(store, name="Gamma")

        rows = re.findall(r"<tr>.*?</tr>", read(browser(two[0]), "/"), re.S)

        hollow = {
            name: re.findall(r'data-label="([^"]+)" class="[^"]*\bnone"', row)
            for row in rows
            for name in ("Alpha", "Gamma")
            if f">{name}</a>" in row
        }
        assert hollow["Gamma"] == ["Vous attend", "En retard", "À encaisser", "DSO", "Saisi au"]
        assert hollow["Alpha"] == ["DSO", "Saisi au"]

    def test_a_client_whom_he_may_not_see_is_not_there(self, two: Two, store: SqlStore) -> None:
        a, b = two
        third = Office(store, name="Gamma")
        email = user(store, "bo@cabinet.example", UserRole.VIEWER, a.id)
        accounts.give_role(entrance_of(store), email, UserRole.VIEWER, b.id, "test")
        client = visitor(pages_of(a))
        sign_in(client, store, email)

        text = read(client, "/")

        assert "Alpha" in text and "Beta" in text and "Gamma" not in text
        assert third.id not in text
        assert "/sender" not in text and "/mandate" not in text

    def test_who_sees_one_alone_reads_his_day(self, two: Two, store: SqlStore) -> None:
        a, _ = two
        client = visitor(pages_of(a))
        sign_in(client, store, user(store, "one@alpha.example", UserRole.OWNER, a.id))

        assert "Aujourd'hui" in read(client, "/")
        assert "Beta" not in read(client, "/approvals")

    def test_nobody_at_all_may_be_there(self, store: SqlStore, two: Two) -> None:
        client = visitor(pages_of(two[0]))
        third = Office(store, name="Gamma")
        email = user(store, "none@cabinet.example", UserRole.VIEWER, third.id)
        accounts.take_role(entrance_of(store), email, third.id, "test")
        sign_in(client, store, email)

        assert "Alpha" not in read(client, "/")
        assert "Rien n'attend votre accord." in read(client, "/approvals")

    @pytest.mark.parametrize("kind", ["", "/invoices", "/customers", "/approvals", "/tasks", "/connections"])
    def test_another_client_is_seen_on_the_same_kind_of_page(self, two: Two, kind: str) -> None:
        a, b = two

        assert f'<a href="/o/{b.id}{kind}">Beta</a>' in read(browser(a), f"/o/{a.id}{kind}")

    def test_what_only_one_has_leads_to_the_list_of_the_other(self, two: Two) -> None:
        a, b = two

        assert f'<a href="/o/{b.id}/invoices">Beta</a>' in read(browser(a), f"/o/{a.id}/invoices/F-1")
        assert f'<a href="/o/{b.id}">Beta</a>' in read(browser(a), f"/o/{a.id}/mandate")


class TestEverywhere:
    def test_what_waits_is_grouped_by_client(self, two: Two) -> None:
        text = read(browser(two[0]), "/approvals")

        assert [
            text.index(x) for x in ("Alpha</a>", "300,00 €", "200,00 €", "Beta</a>", "900,00 €")
        ] == sorted(text.index(x) for x in ("Alpha</a>", "300,00 €", "200,00 €", "Beta</a>", "900,00 €"))
        assert "Valider ces 2" in text

    def test_one_is_released_and_the_place_is_kept(self, two: Two) -> None:
        a, b = two
        client = browser(a)
        text = read(client, "/approvals")
        largest, second = marks(text)[1], marks(text)[2].partition(".")[0]

        to = press(client, f"/o/{a.id}/approvals", text, shown=largest, then="everywhere")

        assert to == (303, f"/approvals?done=1&changed=0#m-{second}")
        assert (states(a), states(b)) == (
            [State.APPROVED, State.AWAITING_APPROVAL],
            [State.AWAITING_APPROVAL],
        )
        assert f'id="m-{second}"' in read(client, "/approvals?done=1&changed=0")

    def test_all_of_one_client_lead_on_to_the_next(self, two: Two) -> None:
        a, b = two
        client = browser(a)
        text = read(client, "/approvals")
        (theirs,) = b.reminders()

        to = press(client, f"/o/{a.id}/approvals", text, shown=marks(text)[0], then="everywhere")

        assert to == (303, f"/approvals?done=2&changed=0#m-{theirs.id}")
        assert states(a) == [State.APPROVED, State.APPROVED]
        text = read(client, "/approvals")
        to = press(client, f"/o/{b.id}/approvals", text, shown=marks(text)[0], then="everywhere")
        assert to == (303, "/approvals?done=1&changed=0")

    def test_one_is_refused_where_it_stands_and_sent_after_all(self, two: Two) -> None:
        a, _ = two
        client = browser(a)
        text = read(client, "/approvals")
        largest = marks(text)[1].partition(".")[0]

        to = press(client, f"/o/{a.id}/approvals/{largest}/refuse", text, then="everywhere")

        assert to == (303, f"/approvals?refused={largest}&at={a.id}")
        text = read(client, to[1])
        assert f'action="/o/{a.id}/approvals/{largest}/go-on"' in text
        to = press(client, f"/o/{a.id}/approvals/{largest}/go-on", text, then="everywhere")
        assert to == (303, "/approvals?goes_on=1")
        assert 'role="status"' in read(client, to[1])
        assert 'role="status"' not in read(client, f"/approvals?refused={largest}&at=elsewhere")

    def test_they_are_read_one_after_the_other_over_all_clients(self, two: Two) -> None:
        a, b = two
        client = browser(a)
        first, second = (x.partition(".")[0] for x in marks(read(client, "/approvals"))[1:3])
        (theirs,) = b.reminders()

        text = read(client, f"/o/{a.id}/approvals/{second}?everywhere=1")

        assert "2 sur 3" in text and f'href="/approvals#m-{second}"' in text
        assert f'/approvals/{first}?everywhere=1" data-key="k"' in text
        assert f'/o/{b.id}/approvals/{theirs.id}?everywhere=1" data-key="j"' in text
        to = press(client, f"/o/{a.id}/approvals", text, shown=marks(text)[0], then="everywhere-next")
        assert to == (303, f"/o/{b.id}/approvals/{theirs.id}?everywhere=1")

    def test_what_was_changed_since_leads_back_to_the_list(self, two: Two) -> None:
        a, _ = two
        client = browser(a)
        text = read(client, "/approvals")
        a.add_address("Durand", "new@durand.example")

        to = press(client, f"/o/{a.id}/approvals", text, shown=marks(text)[1], then="everywhere-next")

        assert to[1].startswith("/approvals?done=0&changed=1#m-")
        assert "laissés tels quels" in read(client, "/approvals?done=0&changed=1")

    def test_who_may_only_look_at_one_client_releases_nothing_there(self, two: Two, store: SqlStore) -> None:
        """Not by a form of another client's either."""
        a, b = two
        email = user(store, "bo@cabinet.example", UserRole.APPROVER, a.id)
        accounts.give_role(entrance_of(store), email, UserRole.VIEWER, b.id, "test")
        client = visitor(pages_of(a))
        sign_in(client, store, email)
        theirs = marks(read(browser(b), "/approvals"))[-1]

        text = read(client, "/approvals")

        assert "Votre rôle permet de regarder" in text and theirs not in marks(text)
        assert press(client, f"/o/{b.id}/approvals", text, shown=theirs, then="everywhere")[0] == 403
        to = press(client, f"/o/{a.id}/approvals", text, shown=theirs, then="everywhere")
        assert to[1].startswith("/approvals?done=0&changed=1")
        assert states(b) == [State.AWAITING_APPROVAL]


class TestMandate:
    def test_it_is_noted_once_and_shown(self, two: Two) -> None:
        a, _ = two
        client = browser(a)
        at = f"/o/{a.id}/mandate"
        text = read(client, at)

        kept = press(client, at, text, given_by="Anna Martin", given_on="2026-08-31")

        assert kept == (303, f"{at}?done=1")
        text = read(client, f"{at}?done=1")
        assert 'value="Anna Martin"' in text and 'value="2026-08-31"' in text and "Enregistré." in text

    @pytest.mark.parametrize("on", ["", "2026-09-02", "31/08/2026"])
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, two: Two, on: str) -> None:
        client = browser(two[0])
        at = f"/o/{two[0].id}/mandate"

        status, text = press(client, at, read(client, at), given_by="Anna", given_on=on)

        assert status == 422 and 'value="Anna"' in text
        assert two[0].store.directory.all()[0].mandate_on is None
