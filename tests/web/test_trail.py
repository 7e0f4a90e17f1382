"""The log of an organisation on its page and as a file: who did what, for those who keep the books."""

import csv
import json
from collections.abc import Callable
from io import StringIO

import pytest

from connector.core.accounts import UserRole
from connector.core.invoice import Mode
from connector.core.trail import TrailWanted
from connector.usecases import approve, changes, people
from connector.usecases.organisations import change_organisation
from connector.usecases.trail import PAGE
from tests.scenarios.office import Office
from tests.web.browsing import OWNER, browser, pages_of, sign_in, user, visitor
from tests.web.test_pages import late, worded

Visit = Callable[[str], str]
BRUNO = "bruno@atelier.example"
WHOLE = TrailWanted()


@pytest.fixture(scope="module")
def told(shared_office: Office) -> Office:
    """Anna noted something of Dupont and changed his policy; Bruno released his message, and it left."""
    office = shared_office
    office.set_mode(Mode.APPROVE)
    office.invoice("F-1", "2026-08-20", 1_234_50, "Dupont")
    office.sync()
    changes.note(office.app, office.id, of(office, "Dupont"), "<b>Rang</b> him up.", OWNER)
    people.change_customer(office.app, office.id, "Dupont", OWNER, policy="standard")
    office.plan()
    approve.approve_all(office.app, office.id, BRUNO)
    office.send()
    return office


@pytest.fixture
def office(shared_office: Office) -> Office:
    return shared_office


def of(office: Office, name: str) -> str:
    with office.store.reading(office.id) as unit:
        return unit.ledger.find_customers(name)[0].id


def test_a_number_that_no_event_can_have_is_no_fault(shared_office: Office) -> None:
    client = browser(shared_office)

    asked = [client.get(f"/o/{shared_office.id}/audit?after={x}") for x in (2**63, -(2**63) - 1, "soon")]

    assert {x.status_code for x in asked} == {asked[-1].status_code} and asked[-1].status_code < 500


def test_each_event_stands_there_in_words_with_links(told: Office, visit: Visit) -> None:
    page = visit("~/audit")
    words = worded(page)

    assert "Message envoyé" in words and "Relance, à l'envoi" in words
    assert "Message validé montant : 1 234,50 €" in words
    assert "Client modifié scénario : – → standard" in words
    assert "&lt;b&gt;Rang&lt;/b&gt; him up." in page
    assert f'href="/o/{told.id}/customers/{of(told, "Dupont")}"' in page
    assert f'href="/o/{told.id}/sent/{told.reminders()[0].id}"' in page


@pytest.mark.gate
def test_in_english_too(told: Office) -> None:
    client = browser(told)

    page = worded(client.get(f"/o/{told.id}/audit", headers={"accept-language": "en"}).text)

    assert "Message released comes to: €1,234.50" in page
    assert "Customer changed policy: – → standard" in page


def test_by_person_kind_customer_and_day(told: Office, visit: Visit) -> None:
    late(told, "F-2", "Durand & fils")
    told.sync()
    changes.note(told.app, told.id, of(told, "Durand & fils"), "Nothing new.", BRUNO)

    assert rows(visit(f"~/audit.csv?who={BRUNO}"))[0]["customer"] == "Durand & fils"
    assert {x["event"] for x in rows(visit("~/audit.csv?what=customer.noted"))} == {"customer.noted"}
    assert {x["customer"] for x in rows(visit("~/audit.csv?q=durand"))} == {"Durand & fils"}
    assert {x["customer"] for x in rows(visit(f"~/audit.csv?customer={of(told, 'Dupont')}"))} == {"Dupont"}
    assert rows(visit("~/audit.csv?until=2026-08-31")) == []
    assert "Aucun événement ne correspond." in visit("~/audit?since=2026-09-02")
    assert "Seulement Dupont" in visit(f"~/audit?customer={of(told, 'Dupont')}")


def test_what_an_address_says_of_nothing_known_is_not_heard_and_of_nobody_there_is_nothing(
    told: Office, visit: Visit
) -> None:
    for asked in ("what=made.up", "since=soon", "until=9999-12-31", "after=99999999"):
        assert "Message envoyé" in visit(f"~/audit?{asked}")
    for asked in ("customer=made-up", "who=nobody"):
        assert "Aucun événement ne correspond." in visit(f"~/audit?{asked}")


@pytest.mark.gate
def test_page_after_page(office: Office, visit: Visit) -> None:
    with office.store.writing(office.id) as unit:
        for n in range(PAGE + 1):
            unit.audit(office.now(), "bruno", "ledger.imported", new=n, changed=0)
        last = unit.trail.page(WHOLE, PAGE)[-1].event.number

    first = visit("~/audit?who=bruno")

    assert first.count("Fichier importé</strong>") == PAGE
    assert f'href="/o/{office.id}/audit?who=bruno&amp;after={last}"' in first
    second = visit(f"~/audit?who=bruno&after={last}")
    assert second.count("Fichier importé</strong>") == 1
    assert "Plus récents" in second


def test_the_file_holds_all_of_it_and_no_formula(told: Office, visit: Visit) -> None:
    with told.store.writing(told.id) as unit:
        unit.audit(told.now(), "=cmd()", "customer.noted", text="@sum")

    first, *rest = rows(visit("~/audit.csv"))

    assert (first["who"], json.loads(first["facts"])) == ("'=cmd()", {"text": "@sum"})
    assert [x["event"] for x in rest if x["who"] == OWNER] == ["customer.changed", "customer.noted"]
    assert int(first["number"]) > int(rest[0]["number"])
    assert rest[-1]["at"].startswith("2026-09-01T")


@pytest.mark.gate
def test_a_setting_is_named(office: Office, visit: Visit) -> None:
    change_organisation(office.app, office.id, "Olga", reply_to="a@b.example", gap_days=4)

    page = worded(visit("~/audit"))

    assert "réponses à : a@b.example" in page
    assert "jours entre deux messages : 4" in page


def test_it_is_reached_from_the_menu_the_customer_and_the_invoice(told: Office, visit: Visit) -> None:
    filtered = f'href="/o/{told.id}/audit?customer={of(told, "Dupont")}"'

    assert f'href="/o/{told.id}/audit"' in visit("~")
    assert filtered in visit(f"~/customers/{of(told, 'Dupont')}")
    assert filtered in visit("~/invoices/F-1")


def test_who_keeps_no_books_sees_neither_it_nor_a_way_to_it(told: Office) -> None:
    for role in (UserRole.VIEWER, UserRole.APPROVER):
        client = visitor(pages_of(told))
        sign_in(client, told.store, user(told.store, f"{role}@atelier.example", role, told.id))

        assert client.get(f"/o/{told.id}/audit").status_code == 403
        assert client.get(f"/o/{told.id}/audit.csv").status_code == 403
        assert "/audit" not in client.get(f"/o/{told.id}/customers/{of(told, 'Dupont')}").text


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))
