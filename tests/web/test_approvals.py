"""The page on which a person reads what waits for him, releases it as it was shown, and takes it back."""

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.history import State
from connector.core.invoice import Contact, Mode, Role
from connector.core.texts import TextKind
from connector.store.engine import SqlStore
from connector.usecases import approve, stopping
from connector.usecases.send import preview_one
from connector.web.approvals import SHOWN
from tests.scenarios.office import Office
from tests.scenarios.test_page_links_told import LINKS
from tests.usecases.test_written_texts import write
from tests.web.browsing import ADDRESS, browser, csrf, pages_of, sign_in, user, visitor


@pytest.fixture
def office(store: SqlStore) -> Office:
    """Messages to Durand (900.00 EUR) and to Dupont (120.00 EUR) wait for approval."""
    office = Office(store, mode=Mode.APPROVE)
    office.invoice("F-1", "2026-08-27", 120_00)
    office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    office.sync()
    office.plan()
    return office


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


def address(office: Office, rest: str = "") -> str:
    return f"/o/{office.id}/approvals{rest}"


def page(client: TestClient, office: Office, rest: str = "") -> str:
    answer = client.get(address(office, rest))
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text).replace("\xa0", " ").replace("\u202f", " ")


def marks(text: str) -> list[str]:
    """What each form of the page would release: of all, then of each."""
    return re.findall(r'name="shown" value="([^"]*)"', text)


def press(client: TestClient, path: str, text: str, **form: str) -> tuple[int, str]:
    answer = client.post(path, data=form | {"csrf": csrf(text)}, headers={"origin": ADDRESS})
    return answer.status_code, answer.headers.get("location", answer.text)


def states(office: Office) -> list[State]:
    return sorted(x.state for x in office.reminders())


class TestTheList:
    def test_each_stands_with_its_customer_address_amount_and_step(
        self, client: TestClient, office: Office
    ) -> None:
        text = page(client, office)

        for shown in ("Durand", "durand@durand.example", "900,00 €", "Dupont", "120,00 €", "F-2"):
            assert shown in text
        assert text.index("Durand") < text.index("Dupont")

    def test_one_is_released_and_leaves(self, client: TestClient, office: Office) -> None:
        text = page(client, office)

        released = press(client, address(office), text, shown=marks(text)[1])

        assert released == (303, address(office, "?done=1&changed=0"))
        assert states(office) == [State.APPROVED, State.AWAITING_APPROVAL]
        office.cycle()
        assert office.steps() == [("2026-09-01", "F-2", "friendly")]
        assert {x.approved_by for x in office.reminders()} == {"anna@atelier.example", None}

    def test_all_that_are_shown_are_released_by_one_button(self, client: TestClient, office: Office) -> None:
        text = page(client, office)

        assert "Valider ces 2" in text
        assert press(client, address(office), text, shown=marks(text)[0])[1].endswith("?done=2&changed=0")
        assert "Validés : 2." in page(client, office, "?done=2&changed=0")

    def test_what_came_in_since_is_not_released_with_them(self, client: TestClient, office: Office) -> None:
        text = page(client, office)
        office.invoice("F-3", "2026-08-27", 500_00, customer="Duval")
        office.sync()
        office.plan()

        press(client, address(office), text, shown=marks(text)[0])

        assert states(office) == [State.APPROVED, State.APPROVED, State.AWAITING_APPROVAL]

    def test_what_was_changed_since_is_looked_at_again(self, client: TestClient, office: Office) -> None:
        text = page(client, office)
        office.add_address("Durand", "new@durand.example")

        released = press(client, address(office), text, shown=marks(text)[0])

        assert released == (303, address(office, "?done=1&changed=1"))
        again = page(client, office, "?done=1&changed=1")
        assert "déjà validés : 1 laissés tels quels" in again
        assert "new@durand.example" in again

    def test_what_is_rewritten_while_it_is_opened_is_not_released(
        self, client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (one, *_) = (x.partition(".")[0] for x in marks(page(client, office))[1:])

        def read_too_early(*asked: Any) -> Any:
            found = preview_one(*asked)
            write(office, TextKind.TEMPLATE, "fr/friendly", subject_txt="Autre chose")
            return found

        monkeypatch.setattr("connector.web.approvals.preview_one", read_too_early)
        text = page(client, office, f"/{one}")

        assert "Autre chose" not in text
        assert press(client, address(office), text, shown=marks(text)[0])[1].endswith("?done=0&changed=1")

    def test_the_same_button_twice_releases_once(self, client: TestClient, office: Office) -> None:
        text = page(client, office)

        for told in ("?done=1&changed=0", "?done=0&changed=0&again=1"):
            assert press(client, address(office), text, shown=marks(text)[1])[1] == address(office, told)
        after = page(client, office, "?done=0&changed=0&again=1")
        assert "Déjà validés par vous : 1." in after and 'role="alert"' not in after

    @pytest.mark.parametrize("form", [{}, {"shown": ""}])
    def test_a_form_that_names_none_is_refused(
        self, client: TestClient, office: Office, form: dict[str, str]
    ) -> None:
        assert press(client, address(office), page(client, office), **form)[0] == 400

    def test_of_very_many_the_largest_are_shown_and_released(
        self, client: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("connector.web.approvals.SHOWN", 1)
        text = page(client, office)

        assert "Durand" in text and "Dupont" not in text
        assert "En attente derrière ceux-ci : 1." in text
        press(client, address(office), text, shown=marks(text)[0])
        assert states(office) == [State.APPROVED, State.AWAITING_APPROVAL]

    def test_a_page_of_them_fits_into_a_form(self) -> None:
        from connector.web.porter import LARGEST_FORM

        assert SHOWN * 60 < LARGEST_FORM

    @pytest.mark.parametrize(
        ("mode", "words"), [("approve", "Chaque message"), ("auto", "tout seuls"), ("shadow", "observation")]
    )
    def test_where_none_waits_it_says_what_would(self, store: SqlStore, mode: str, words: str) -> None:
        empty = Office(store, mode=Mode(mode))

        text = page(browser(empty), empty)

        assert "Rien n'attend votre accord." in text
        assert words in text


class TestReading:
    def test_it_is_shown_as_it_would_leave(self, client: TestClient, office: Office) -> None:
        mine = approve.desk(office.app, office.id, 9).waiting[0].reminder

        text = page(client, office, f"/{mine.id}")
        frame = client.get(address(office, f"/{mine.id}/html"))
        office.approve()
        office.cycle()

        (sent,) = [x for x in office.reminders() if x.id == mine.id]
        assert f"<h1>{(sent.subject or '').replace(chr(0xA0), ' ')}</h1>" in text
        assert "durand@durand.example" in text and "1 sur 2" in text
        assert frame.text == sent.html
        assert "sandbox" in frame.headers["content-security-policy"]

    def test_released_there_the_next_one_is_read(self, client: TestClient, office: Office) -> None:
        first, second = (x.reminder.id for x in approve.desk(office.app, office.id, 9).waiting)
        text = page(client, office, f"/{first}")

        onward = press(client, address(office), text, shown=marks(text)[0], then="next")
        text = page(client, office, f"/{second}")
        after = press(client, address(office), text, shown=marks(text)[0], then="next")

        assert onward == (303, address(office, f"/{second}"))
        assert after == (303, address(office, "?done=1&changed=0"))
        assert states(office) == [State.APPROVED, State.APPROVED]

    def test_released_twice_the_next_one_is_read_all_the_same(
        self, client: TestClient, office: Office
    ) -> None:
        first, second = (x.reminder.id for x in approve.desk(office.app, office.id, 9).waiting)
        text = page(client, office, f"/{first}")

        for _ in range(2):
            onward = press(client, address(office), text, shown=marks(text)[0], then="next")
            assert onward == (303, address(office, f"/{second}"))
        assert states(office) == [State.APPROVED, State.AWAITING_APPROVAL]

    def test_the_last_one_leads_to_the_first_that_is_left(self, client: TestClient, office: Office) -> None:
        first, last = (x.reminder.id for x in approve.desk(office.app, office.id, 9).waiting)
        text = page(client, office, f"/{last}")

        assert press(client, address(office), text, shown=marks(text)[0], then="next")[1].endswith(first)

    def test_what_was_changed_leads_back_to_the_list(self, client: TestClient, office: Office) -> None:
        first, _ = (x.reminder.id for x in approve.desk(office.app, office.id, 9).waiting)
        text = page(client, office, f"/{first}")
        office.add_address("Durand", "new@durand.example")

        assert press(client, address(office), text, shown=marks(text)[0], then="next") == (
            303,
            address(office, "?done=0&changed=1"),
        )

    def test_stopped_or_not_it_can_be_read(self, client: TestClient, office: Office) -> None:
        mine = approve.desk(office.app, office.id, 9).waiting[0].reminder
        stopping.stop(office.app, office.id, "Anna")

        text = page(client, office, f"/{mine.id}")

        assert "Durand" in text and 'class="mail"' in text

    def test_who_gets_a_copy_is_named(self, client: TestClient, office: Office) -> None:
        with office.store.writing(office.id) as unit:
            durand = unit.ledger.find_customers("Durand")[0]
            copy = Contact("boss@durand.example", role=Role.COPY)
            unit.ledger.add_contact(durand.id, copy, office.clock.now())
        mine = approve.desk(office.app, office.id, 9).waiting[0].reminder

        assert "boss@durand.example" in page(client, office)
        assert "<dt>Copie</dt><dd>boss@durand.example</dd>" in page(client, office, f"/{mine.id}")

    def test_where_more_is_due_by_now_it_is_not_released_as_it_was_planned(
        self, client: TestClient, office: Office
    ) -> None:
        office.invoice("F-3", "2026-08-27", 50_00, customer="Durand")
        office.sync()
        mine = approve.desk(office.app, office.id, 9).waiting[0].reminder

        text = page(client, office, f"/{mine.id}")

        assert "sera refait au prochain passage" in text
        assert marks(text) == []

    def test_without_a_sender_it_says_what_is_missing(self, store: SqlStore) -> None:
        office = Office(store, mode=Mode.APPROVE, sender=None)
        office.invoice("F-1", "2026-08-27")
        office.sync()
        office.plan()
        (mine,) = office.reminders()

        answer = browser(office).get(address(office, f"/{mine.id}"))

        assert answer.status_code == 409
        assert "Aucun expéditeur" in html.unescape(answer.text)

    @pytest.mark.parametrize("rest", ["/%00", "/%00/html", "/a%00b"])
    def test_a_nul_names_nobody(self, client: TestClient, office: Office, rest: str) -> None:
        assert client.get(address(office, rest)).status_code == 404

    def test_one_that_would_not_leave_says_why(self, client: TestClient, office: Office) -> None:
        mine = approve.desk(office.app, office.id, 9).waiting[0].reminder
        office.account.pay("F-2")
        office.sync()

        text = page(client, office, f"/{mine.id}")

        assert "Il ne partirait pas maintenant :" in text
        assert marks(text) == []
        assert client.get(address(office, f"/{mine.id}/html")).status_code == 404

    def test_one_that_has_left_leads_to_what_it_said(self, client: TestClient, office: Office) -> None:
        mine = approve.desk(office.app, office.id, 9).waiting[0].reminder
        office.approve()
        office.cycle()

        led = client.get(address(office, f"/{mine.id}"), follow_redirects=False)

        assert (led.status_code, led.headers["location"]) == (303, f"/o/{office.id}/sent/{mine.id}")
        for rest in (f"/{mine.id}/html", "/nobody"):
            assert client.get(address(office, rest)).status_code == 404


class TestTakingBack:
    def test_it_waits_again(self, client: TestClient, office: Office) -> None:
        text = page(client, office)
        press(client, address(office), text, shown=marks(text)[1])
        text = page(client, office)
        (undo,) = re.findall(r'action="([^"]*/take-back)"', text)

        assert "anna@atelier.example" in text
        assert press(client, undo, text) == (303, address(office))
        assert states(office) == [State.AWAITING_APPROVAL, State.AWAITING_APPROVAL]

    def test_once_it_has_left_it_is_too_late(self, client: TestClient, office: Office) -> None:
        text = page(client, office)
        press(client, address(office), text, shown=marks(text)[1])
        text = page(client, office)
        (undo,) = re.findall(r'action="([^"]*/take-back)"', text)
        office.cycle()

        status, words = press(client, undo, text)

        assert status == 409
        assert "ne peut plus être retiré" in html.unescape(words)

    def test_in_a_sender_s_hands_it_has_no_button(self, client: TestClient, office: Office) -> None:
        press(client, address(office), page(client, office), shown=marks(page(client, office))[0])
        claimed = approve.desk(office.app, office.id, 9).released[0].reminder
        with office.store.writing(office.id) as unit:
            unit.reminders.claim(claimed.id, "token", 300)

        text = page(client, office)
        status, words = press(client, address(office, f"/{claimed.id}/take-back"), text)

        assert len(re.findall(r'action="[^"]*/take-back"', text)) == 1
        assert "en préparation" in text
        assert status == 409 and "en cours de remise" in html.unescape(words)

    def test_what_leaves_by_itself_may_be_taken_back_too(self, store: SqlStore) -> None:
        office = Office(store)
        office.invoice("F-1", "2026-09-10")
        office.sync()
        office.cycle("2026-09-15T20:00")
        client = browser(office)
        text = page(client, office)
        (undo,) = re.findall(r'action="([^"]*/take-back)"', text)

        assert "tout seul" in text
        assert press(client, undo, text)[0] == 303
        office.cycle("2026-09-16")
        assert office.steps() == []
        assert "Validé puis retiré" in page(client, office)


def test_who_may_only_look_reads_and_releases_nothing(office: Office, store: SqlStore) -> None:
    client = visitor(pages_of(office))
    sign_in(client, store, user(store, "look@atelier.example", UserRole.VIEWER, office.id))
    mine = approve.desk(office.app, office.id, 9).waiting[0].reminder

    for rest in ("", f"/{mine.id}"):
        text = page(client, office, rest)
        assert "Votre rôle permet de regarder" in text
        assert marks(text) == []
    assert "Tout arrêter" not in text
    account = client.get("/account").text
    assert press(client, address(office), account, shown=f"{mine.id}.x")[0] == 403


def test_what_opens_the_page_of_a_customer_is_shown_to_nobody_else(office: Office) -> None:
    office.app = office.make_app(links=LINKS, page_link=ADDRESS)
    waits = approve.desk(office.app, office.id, 9).waiting[0].reminder
    client = browser(office)

    for rest in ("", "/html"):
        text = page(client, office, f"/{waits.id}{rest}")
        assert "/c/…" in text and re.search(r"/c/[\w-]{20}", text) is None


def test_an_approver_may(office: Office, store: SqlStore) -> None:
    client = visitor(pages_of(office))
    sign_in(client, store, user(store, "release@atelier.example", UserRole.APPROVER, office.id))
    text = page(client, office)

    assert press(client, address(office), text, shown=marks(text)[0])[1].endswith("?done=2&changed=0")


def test_another_organisation_s_is_not_released(office: Office, store: SqlStore) -> None:
    """Its id and mark are right, its organisation is not."""
    other = Office(store, mode=Mode.APPROVE)
    client = browser(other)
    text = page(browser(office), office)

    assert press(client, address(other), page(client, other, ""), shown=marks(text)[0])[1].endswith(
        "?done=0&changed=2"
    )
    mine = approve.desk(office.app, office.id, 9).waiting[0].reminder
    assert client.get(address(other, f"/{mine.id}")).status_code == 404
    assert states(office) == [State.AWAITING_APPROVAL, State.AWAITING_APPROVAL]
