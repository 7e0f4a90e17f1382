"""Two people release what asks for much, on the page: who was first is told, and nobody is both."""

import re

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.usecases.organisations import change_organisation
from tests.scenarios.office import Office
from tests.web.browsing import OWNER, browser, pages_of, post, sign_in, user, visitor
from tests.web.test_pages import worded

BRUNO = "bruno@atelier.example"


@pytest.fixture
def anna(office: Office) -> TestClient:
    """The owner. Durand's message asks for 900.00 EUR."""
    office.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    office.sync()
    return browser(office)


@pytest.fixture
def bruno(office: Office, anna: TestClient) -> TestClient:
    """An approver."""
    return signed_in(office, BRUNO, UserRole.APPROVER)


@pytest.fixture
def waiting(office: Office, bruno: TestClient) -> Office:
    change_organisation(office.app, office.id, OWNER, four_eyes={"EUR": 500_00})
    office.plan()
    return office


def signed_in(office: Office, email: str, role: UserRole) -> TestClient:
    client = visitor(pages_of(office))
    sign_in(client, office.store, user(office.store, email, role, office.id))
    return client


def read(client: TestClient, office: Office, path: str) -> str:
    return worded(client.get(f"/o/{office.id}/{path}").text)


def press(client: TestClient, office: Office) -> str:
    """Approves the one that is shown; where it leads to."""
    page = client.get(f"/o/{office.id}/approvals").text
    shown = re.findall(r'name="shown" value="([^"]+)"', page)[-1]
    return str(post(client, f"/o/{office.id}/approvals", shown=shown).headers["location"])


class TestReleasing:
    def test_the_first_is_told_that_another_one_must(
        self, waiting: Office, anna: TestClient, bruno: TestClient
    ) -> None:
        assert "deux personnes doivent le valider" in read(anna, waiting, "approvals")

        assert press(anna, waiting).endswith("?done=0&changed=0&half=1")

        mine, his = read(anna, waiting, "approvals"), read(bruno, waiting, "approvals")
        assert f"validé par {OWNER}, encore une personne" in mine and "Vous l'avez validé" in mine
        assert f"validé par {OWNER}, encore une personne" in his and "Vous l'avez validé" not in his
        assert 'name="shown"' not in anna.get(f"/o/{waiting.id}/approvals").text

    def test_the_second_releases_it(self, waiting: Office, anna: TestClient, bruno: TestClient) -> None:
        press(anna, waiting)

        assert press(bruno, waiting).endswith("?done=1&changed=0")
        assert f"{OWNER}, {BRUNO}" in read(anna, waiting, "approvals")

    def test_the_button_above_the_list_gives_what_it_says(self, waiting: Office, bruno: TestClient) -> None:
        page = bruno.get(f"/o/{waiting.id}/approvals").text

        assert "<button data-once>Valider, à deux</button>" in page and "Valider ce message" not in page

    def test_who_has_an_old_page_open_is_told_kindly(self, waiting: Office, anna: TestClient) -> None:
        page = anna.get(f"/o/{waiting.id}/approvals").text
        shown = re.findall(r'name="shown" value="([^"]+)"', page)[-1]
        press(anna, waiting)

        again = post(anna, f"/o/{waiting.id}/approvals", shown=shown).headers["location"]

        assert again.endswith("?done=0&changed=0&own=1")
        assert "Déjà validés par vous : 1." in read(anna, waiting, again.partition(f"{waiting.id}/")[2])

    def test_on_the_page_of_the_message(self, waiting: Office, anna: TestClient, bruno: TestClient) -> None:
        (one,) = waiting.reminders()
        before = read(bruno, waiting, f"approvals/{one.id}")
        press(anna, waiting)

        assert "vous, puis quelqu'un d'autre" in before and "Valider, à deux" in before
        assert f"{OWNER} l'a validé" in read(bruno, waiting, f"approvals/{one.id}")
        assert 'data-key="a"' not in anna.get(f"/o/{waiting.id}/approvals/{one.id}").text

    def test_why_two_are_asked_although_it_asks_for_less(
        self, office: Office, anna: TestClient, bruno: TestClient
    ) -> None:
        """What is coming due is shown in it, and not asked; all of it counts."""
        office.invoice("F-3", "2026-09-04", 150_00, customer="Durand")
        office.sync()
        change_organisation(office.app, office.id, OWNER, four_eyes={"EUR": 1_000_00})
        office.plan()
        (one,) = office.reminders()
        assert (one.asked_now, one.asked) == (900_00, 1_050_00)

        listed, alone = (read(anna, office, x) for x in ("approvals", f"approvals/{one.id}"))

        assert "avec les échéances à venir, il totalise 1 050,00 €" in listed
        assert "il totalise 1 050,00 € : à partir de 1 000,00 €, deux personnes doivent le valider." in alone
        assert "demande un montant" not in alone
        change_organisation(office.app, office.id, OWNER, four_eyes={"EUR": 900_00})
        listed, alone = (read(anna, office, x) for x in ("approvals", f"approvals/{one.id}"))
        assert "deux personnes doivent le valider" in listed
        assert "totalise" not in listed + alone

    @pytest.mark.gate
    def test_the_first_takes_it_back(self, waiting: Office, anna: TestClient) -> None:
        press(anna, waiting)
        (one,) = waiting.reminders()

        post(anna, f"/o/{waiting.id}/approvals/{one.id}/take-back")

        assert "encore une personne" not in read(anna, waiting, "approvals")


class TestAtAllClients:
    def test_what_one_alone_approved_is_not_called_released(
        self, waiting: Office, anna: TestClient, bruno: TestClient
    ) -> None:
        page = anna.get("/approvals").text
        shown = re.findall(r'name="shown" value="([^"]+)"', page)[-1]
        form = {"shown": shown, "then": "everywhere"}
        assert "deux personnes doivent le valider" in worded(page) and "Valider, à deux" in worded(page)

        first, again = (
            str(post(anna, f"/o/{waiting.id}/approvals", **form).headers["location"]) for _ in range(2)
        )

        assert first == "/approvals?done=0&changed=0&half=1"
        assert again == "/approvals?done=0&changed=0&own=1"
        mine, his = anna.get(first).text, bruno.get("/approvals").text
        assert "Vous l'avez validé" in worded(mine) and 'name="shown"' not in mine
        assert mine.count('role="status"') == anna.get(again).text.count('role="status"') == 1
        assert f"validé par {OWNER}, encore une personne" in worded(his) and 'name="shown"' in his


class TestTheAmounts:
    @pytest.mark.parametrize(
        "form", [{"from_EUR": "600"}, {"from_EUR": "600", "from_USD": "", "was_USD": ""}]
    )
    def test_a_form_that_was_shown_before_lifts_nothing(
        self, office: Office, anna: TestClient, bruno: TestClient, form: dict[str, str]
    ) -> None:
        change_organisation(office.app, office.id, OWNER, four_eyes={"USD": 300_00})

        post(anna, f"/o/{office.id}/four-eyes", **form)

        with office.store.reading(office.id) as unit:
            assert unit.organisation().four_eyes == {"EUR": 600_00, "USD": 300_00}

    def test_an_amount_is_lifted_where_its_field_was_emptied(
        self, office: Office, anna: TestClient, bruno: TestClient
    ) -> None:
        change_organisation(office.app, office.id, OWNER, four_eyes={"EUR": 300_00})
        page = anna.get(f"/o/{office.id}/four-eyes").text
        (shown,) = re.findall(r'name="was_EUR" value="([^"]+)"', page)

        post(anna, f"/o/{office.id}/four-eyes", from_EUR="", was_EUR=shown)

        with office.store.reading(office.id) as unit:
            assert unit.organisation().four_eyes == {}

    def test_they_are_kept_as_the_reader_writes_them(
        self, office: Office, anna: TestClient, bruno: TestClient
    ) -> None:
        kept = post(anna, f"/o/{office.id}/four-eyes", from_EUR="1 500,50")

        assert kept.headers["location"].endswith("/four-eyes?done=1")
        assert 'value="1500,50"' in anna.get(f"/o/{office.id}/four-eyes").text
        assert BRUNO in read(anna, office, "four-eyes")

    @pytest.mark.gate
    def test_what_is_no_amount_is_said_beside_it(
        self, office: Office, anna: TestClient, bruno: TestClient
    ) -> None:
        for typed in ("much", "0", "-5", "1,234,5"):
            answer = post(anna, f"/o/{office.id}/four-eyes", from_EUR=typed)

            assert answer.status_code == 422
            assert 'id="from_EUR-wrong"' in answer.text and f'value="{typed}"' in answer.text

    def test_an_owner_alone_is_told_why_not(self, office: Office, anna: TestClient) -> None:
        answer = post(anna, f"/o/{office.id}/four-eyes", from_EUR="500")

        assert answer.status_code == 422
        assert "Moins de deux utilisateurs" in worded(answer.text) and 'value="500"' in answer.text

    def test_who_is_left_alone_is_warned(self, office: Office, anna: TestClient) -> None:
        change_organisation(office.app, office.id, OWNER, four_eyes={"EUR": 500_00})
        office.plan()

        assert "Moins de deux utilisateurs" in read(anna, office, "four-eyes")
        assert "Moins de deux utilisateurs" in read(anna, office, "approvals")

    @pytest.mark.gate
    def test_others_may_look_and_not_say(self, waiting: Office, bruno: TestClient) -> None:
        assert "500,00 €" in read(bruno, waiting, "four-eyes")
        assert "Le propriétaire le règle." in read(bruno, waiting, "four-eyes")
        assert post(bruno, f"/o/{waiting.id}/four-eyes", from_EUR="1").status_code == 403
