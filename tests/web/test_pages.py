"""What the pages say."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.core.invoice import Mode, Organisation
from connector.store.engine import SqlStore
from connector.usecases import to_do
from connector.usecases.application import Application
from connector.usecases.organisations import add_organisation
from connector.web import tasks as tasks_module
from tests.scenarios.office import NO_SYSTEMS, Hand, Office, shared_ports
from tests.web.browsing import browser, is_marked, pages_over, post, sign_in, visitor

Visit = Callable[[str], str]


def worded(page: str) -> str:
    """As it is read: no tags, entities resolved, every blank a plain one."""
    words = html.unescape(re.sub(r"<[^>]*>", " ", page))
    return " ".join(words.replace("\u202f", " ").replace("\xa0", " ").split())


def late(office: Office, number: str = "F-1", customer: str = "Dupont", amount: int = 1_234_50) -> None:
    """One invoice twelve days late, reminded of in a friendly way a week ago, and read today."""
    office.customer(customer, "bills@dupont.example")
    office.invoice(number, "2026-08-20", amount, customer)
    office.cycle()


EMPTY = Organisation(
    id="", name="Neuf", country="FR", timezone="Europe/Paris", language="fr", currency="EUR"
)  # fmt: skip


def shop(store: SqlStore, **ports: Any) -> Application:
    """An application over a database in which nobody has been yet."""
    calendars, policies, renderer = shared_ports()
    nothing: Any = None
    own: dict[str, Any] = {
        "store": store, "clock": Hand(datetime(2026, 9, 1, 9, tzinfo=UTC)), "calendars": calendars,
        "policies": policies, "renderer": renderer, "channels": {}, "sources": nothing, "documents": nothing,
        "systems": NO_SYSTEMS, "can_send": lambda _: False, "through_provider": nothing,
        "takes_notes": nothing, "note_taker": nothing, "fault": lambda what, error: None,
    }  # fmt: skip
    return Application(**(own | ports))


def pages(store: SqlStore) -> TestClient:
    client = visitor(pages_over(shop(store), store))
    sign_in(client, store)
    return client


class TestAnEmptyInstallation:
    @pytest.mark.parametrize("path", ["/", "~/invoices"])
    def test_it_says_how_to_import_a_ledger(self, store: SqlStore, path: str) -> None:
        fresh = add_organisation(shop(store), EMPTY)

        page = pages(store).get(path.replace("~", f"/o/{fresh.id}")).text

        assert "relance import ledger.csv" in page

    def test_without_an_organisation_it_says_how_to_add_one(self, store: SqlStore) -> None:
        assert "relance org add" in pages(store).get("/").text


class TestTheOverview:
    def test_it_is_the_first_page_of_the_only_organisation(self, office: Office, visit: Visit) -> None:
        late(office)

        page = worded(visit("/"))

        assert "Auto : envoie tout seul" in page
        assert "Factures ouvertes : 1" in page
        assert "1 234,50 €" in page

    def test_it_says_whether_each_connection_is_trusted(self, office: Office, visit: Visit) -> None:
        late(office)

        fresh = visit("/")
        office.at("2026-09-03")

        assert "Fiable jusqu" in fresh
        assert "Trop ancien\xa0: rien ne part" in visit("/")

    def test_it_says_that_everything_is_stopped(self, office: Office, visit: Visit) -> None:
        before = visit("/")

        office.hold("pause", is_all=True)

        assert "Tout est arrêté" not in before
        assert "Tout est arrêté" in visit("/")

    def test_several_organisations_are_listed(self, office: Office, store: SqlStore) -> None:
        other = Office(store)

        page = browser(office).get("/").text

        assert f"/o/{office.id}" in page
        assert f"/o/{other.id}" in page

    def test_who_reads_english_reads_it_in_english(self, store: SqlStore) -> None:
        english = Office(store, language="en", country="GB", currency="GBP")
        english.customer("Smith")
        english.invoice("INV-1", "2026-08-20", 1_234_50, "Smith", currency="GBP")
        english.cycle()

        read = {"accept-language": "en-GB,en;q=0.9,fr;q=0.5"}
        page = worded(browser(english).get(f"/o/{english.id}", headers=read).text)

        assert "Went out" in page
        assert "£1,234.50" in page


class TestInvoices:
    def test_each_stands_with_its_decision_and_the_sentence(self, office: Office, visit: Visit) -> None:
        late(office)

        page = worded(visit("~/invoices"))

        assert "12 j" in page
        assert "En attente" in page
        assert "Le jour de la prochaine étape n'est pas venu." in page or "récent" in page

    def test_a_paid_one_is_gone(self, office: Office, visit: Visit) -> None:
        late(office, "F-77")
        before = visit("~/invoices")

        office.account.pay("F-77")
        office.sync()

        assert "F-77" in before
        assert "F-77" not in visit("~/invoices")

    def test_one_is_explained(self, office: Office, visit: Visit) -> None:
        late(office)

        page = worded(visit("~/invoices/F-1"))

        assert "Les étapes" in page
        assert "✓ 1 sept. 2026" in page
        assert "Relance ferme" in page

    def test_a_number_with_a_slash_is_found(self, office: Office, visit: Visit) -> None:
        late(office, "2026/08/4")

        assert "2026/08/4" in visit("~/invoices/2026/08/4")

    def test_an_unknown_one_is_a_page_that_is_not_there(self, office: Office) -> None:
        answer = browser(office).get(f"/o/{office.id}/invoices/F-404")

        assert answer.status_code == 404
        assert "Traceback" not in answer.text


class TestMessages:
    def test_what_went_out_is_listed_and_can_be_read(self, office: Office, visit: Visit) -> None:
        late(office)
        reminder = office.reminders()[0]

        assert f"~/sent/{reminder.id}".replace("~", office.id) in visit("~/sent")
        assert worded(str(reminder.subject)) in worded(visit(f"~/sent/{reminder.id}"))

    def test_its_words_come_in_a_frame_that_may_do_nothing(self, office: Office) -> None:
        late(office)
        reminder = office.reminders()[0]

        answer = browser(office).get(f"/o/{office.id}/sent/{reminder.id}/html")

        assert answer.text == reminder.html
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none';")

    def test_the_page_shows_it_in_a_sandbox(self, office: Office, visit: Visit) -> None:
        late(office)

        page = visit(f"~/sent/{office.reminders()[0].id}")

        assert '<iframe class="mail" sandbox title=' in page

    @pytest.mark.parametrize("rest", ["", "/html"])
    def test_no_organisation_sees_another_one_s(self, office: Office, store: SqlStore, rest: str) -> None:
        late(office)
        other = Office(store)

        answer = browser(office).get(f"/o/{other.id}/sent/{office.reminders()[0].id}{rest}")

        assert answer.status_code == 404

    def test_what_comes_next_says_why_and_when(self, office: Office, visit: Visit) -> None:
        late(office)

        page = worded(visit("~/next"))

        assert "Relance ferme e\N{NON-BREAKING HYPHEN}mail" in page
        assert "sept. 2026" in page

    def test_in_shadow_the_way_out_is_shown(self, store: SqlStore) -> None:
        careful = Office(store, mode=Mode.SHADOW)

        assert f"/o/{careful.id}/start" in browser(careful).get(f"/o/{careful.id}/sent").text


class TestTasks:
    def test_they_stand_with_the_way_to_close_them(self, office: Office, visit: Visit) -> None:
        office.customer("Dupont", email="")
        office.invoice("F-1", "2026-08-20", 50_000, "Dupont")
        office.cycle()

        page = visit("~/tasks")

        assert "Joindre le client autrement" in worded(page)
        (task,) = to_do.tasks(office.app, office.id)
        assert f'href="/o/{office.id}/tasks/{task.id}/close"' in page

    def test_an_address_is_typed_on_the_task_that_asks_for_it(self, office: Office) -> None:
        office.customer("Dupont", email="")
        office.invoice("F-1", "2026-08-20", 50_000, "Dupont")
        office.cycle()
        (task,) = to_do.tasks(office.app, office.id)
        client, place = browser(office), f"/o/{office.id}/tasks/{task.id}"

        wrong = post(client, f"{place}/address", f"{place}/close", address="dupont@")
        right = post(client, f"{place}/address", f"{place}/close", address="compta@dupont.example")
        again = post(client, f"{place}/address", address="compta@dupont.example")

        assert wrong.status_code == 422
        assert is_marked(wrong.text, "address-address") and 'value="dupont@"' in wrong.text
        assert "L'adresse est ajoutée" in worded(client.get(right.headers["location"]).text)
        assert again.status_code == 303
        office.cycle("2026-09-02")
        assert [x[1] for x in office.steps()] == ["F-1"]

    def test_many_stand_on_several_pages(
        self, office: Office, visit: Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tasks_module, "PAGE", 2)
        for n in range(3):
            office.customer(f"Client {n}", email="")
            office.invoice(f"F-{n}", "2026-08-20", 50_000, f"Client {n}")
        office.cycle()
        ids = to_do.ids(office.app, office.id)

        first, second = visit("~/tasks"), visit("~/tasks?page=2")

        shown = [[x for x in ids if f"/tasks/{x}/close" in page] for page in (first, second)]
        assert shown == [ids[:2], ids[2:]]
        assert "page=2" in first

    def test_a_letter_is_there_to_be_printed(self, office: Office, visit: Visit) -> None:
        late(office)
        for day in ("2026-09-18", "2026-10-05"):
            office.cycle(day)
        letter = next(x for x in to_do.tasks(office.app, office.id) if x.kind == "letter")

        listed, page = visit("~/tasks"), visit(f"~/tasks/{letter.id}")

        assert f"/tasks/{letter.id}" in listed
        assert "mise en demeure de payer" in worded(page)
        assert f'href="/o/{office.id}/tasks/{letter.id}/close"' in page

    def test_one_that_is_no_letter_is_said_in_one_sentence(self, office: Office) -> None:
        late(office)

        answer = browser(office).get(f"/o/{office.id}/tasks/{office.reminders()[0].id}")

        assert answer.status_code == 409
        assert "dry-run" in answer.text


HOSTILE = '<script>alert("x")</script><img src=x onerror=alert(1)>{{ config }}\u202e\r\nBcc: all@example.com'


@pytest.mark.parametrize(
    "path",
    [
        *("/", "~/invoices", "~/invoices/F-1", "~/next", "~/sent", "~/tasks", "~/approvals"),
        *("~/customers", "~/search?q=alert", "~/search?q=<script>"),
    ],
)
def test_a_hostile_name_stays_text(office: Office, visit: Visit, path: str) -> None:
    late(office, customer=HOSTILE)

    page = visit(path)

    assert re.findall("<script[^>]*>", page) == re.findall('<script src="/static/relance.js[^>]*>', page)
    assert "<img" not in page
    assert "\u202e" not in page


def test_a_policy_that_is_wrong_is_said_in_one_sentence(office: Office) -> None:
    with office.store.writing(office.id) as unit:
        unit.change_organisation(policy="nowhere")

    answer = browser(office).get("/")

    assert answer.status_code == 409
    assert "nowhere" in answer.text
    assert "Traceback" not in answer.text


class TestToday:
    def test_what_needs_somebody_comes_first_and_calm_is_said(self, office: Office, visit: Visit) -> None:
        late(office)

        page = worded(visit("~"))

        assert "Rien ne vous attend." in page
        assert page.index("Ce qui vous attend") < page.index("Part aujourd'hui") < page.index("Rentré depuis")

    def test_what_goes_out_today_has_its_hours(self, office: Office, visit: Visit) -> None:
        office.invoice("F-1", "2026-08-25")
        office.sync()
        office.at("2026-09-01T07:30")

        assert "de 09:00 à 17:00" in worded(visit("~"))

        office.at("2026-09-01T10:00")
        assert "maintenant, jusqu'à 17:00" in worded(visit("~"))

        office.at("2026-09-01T17:30")
        office.sync()
        page = worded(visit("~"))
        assert "demain à 09:00" in page
        assert "Plus rien ne part aujourd'hui" in page

        office.at("2026-09-04T17:30")
        office.sync()
        assert "lundi 7 septembre 2026 à 09:00" in worded(visit("~"))

    def test_what_came_in_is_shown_with_its_sum(self, office: Office, visit: Visit) -> None:
        late(office)
        office.at("2026-09-02")
        office.account.pay("F-1")
        office.sync()

        page = worded(visit("~"))

        assert "Rentré depuis hier · 1 234,50 €" in page
        assert "soldée" in page

    def test_a_reading_that_is_too_old_is_the_first_thing_to_see(self, office: Office, visit: Visit) -> None:
        late(office)
        office.at("2026-09-04")

        page = worded(visit("~"))

        assert "Rien ne vous attend." not in page
        assert "trop ancienne pour relancer qui que ce soit" in page
