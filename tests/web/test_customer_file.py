"""The page of one customer, and what people decide on it."""

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.invoice import Mode
from connector.core.policy import Channel
from connector.render.formats import NBSP
from connector.store.engine import SqlStore
from connector.usecases import people
from connector.usecases.approve import approve
from connector.usecases.whom import Whom
from tests.scenarios.linked import dupont
from tests.scenarios.office import Office
from tests.web.browsing import browser, pages_of, post, sign_in, user, visitor
from tests.web.debtors import Debtor, debtor, follow, press, read, words


@pytest.fixture(scope="module")
def office(shared_store: SqlStore) -> Office:
    return Office(shared_store, policy="three")


@pytest.fixture(scope="module")
def client(office: Office) -> TestClient:
    return browser(office)


@pytest.fixture
def his(office: Office) -> Debtor:
    return debtor(office)


def test_it_says_who_he_is_and_what_comes_next_on_which_day(client: TestClient, his: Debtor) -> None:
    said = words(read(client, his.place))

    for expected in (
        "mardi 8 septembre 2026 : Rappel amical (e‑mail)",
        f"{his.number} · 1 234,56 € · Le jour de la prochaine étape n'est pas venu.",
        f"{his.name.lower()}@{his.name.lower()}.example facturation",
        "Pays France",
        "Factures · 1 234,56 €",
        f"Facture {his.number} 1 234,56 € échéance 3 sept. 2026",
    ):
        assert expected in said


def test_the_page_of_an_invoice_leads_to_his(client: TestClient, his: Debtor) -> None:
    assert f'href="{his.place}"' in read(client, f"/o/{his.office.id}/invoices/{his.number}")


def test_what_was_sent_and_what_waits_for_approval_is_there(shared_store: SqlStore) -> None:
    office = Office(shared_store, mode=Mode.APPROVE, policy="three")
    his, other = debtor(office), debtor(office)
    office.cycle("2026-09-08")
    first = next(x for x in office.reminders() if x.lines[0].number == his.number)
    approve(office.app, office.id, [first.id], "Anna")
    office.send()
    client = browser(office)

    text = read(client, his.place)

    assert f'href="/o/{office.id}/sent/{first.id}"' in text
    assert "8 sept. 2026" in words(text)
    assert "aujourd'hui : Rappel amical (e‑mail) attend un accord" in words(read(client, other.place))


def test_a_pause_is_made_said_and_undone_in_one_click(client: TestClient, his: Debtor) -> None:
    path = his.place

    made = follow(client, post(client, f"{path}/hold", what="silence", reason="pause", until="2026-09-20"))
    undone = press(client, made, "Annuler")

    assert "C'est noté : silence à partir de maintenant. Pause , jusqu'au 20 sept. 2026" in words(made)
    assert "Rien n'est dit avant le 21 sept. 2026" in words(made)
    assert "C'est levé." in words(undone)
    assert "mardi 8 septembre 2026" in words(undone)
    assert "Fin : Pause par anna@atelier.example" in words(undone)
    assert his.reason == "not_due"


def test_undone_twice_is_undone_once(client: TestClient, his: Debtor) -> None:
    path = his.place
    made = follow(client, post(client, f"{path}/hold", what="silence", reason="pause"))

    for _ in range(2):
        press(client, made, "Annuler")

    assert words(read(client, path)).count("Fin : Pause") == 1


def test_a_day_that_is_past_is_told_beside_its_field_and_what_was_typed_is_kept(
    client: TestClient, his: Debtor
) -> None:
    path = his.place

    answer = post(client, f"{path}/hold", what="silence", reason="insolvency", until="2026-08-01", note="Lu.")

    assert answer.status_code == 422
    assert re.search(r'id="silence-until-wrong">Ce jour est passé\.<', answer.text)
    assert '<option value="insolvency" selected>' in answer.text
    assert 'value="2026-08-01"' in answer.text
    assert 'value="Lu."' in answer.text
    assert his.reason == "not_due"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("hold", {"what": "promise", "until": "2026-09-20"}),
        ("hold", {"what": "silence", "reason": "reply"}),
        ("hold", {}),
        ("change", {"what": "name"}),
        ("change", {}),
    ],
)
def test_what_no_form_of_ours_asks_is_refused(
    client: TestClient, his: Debtor, path: str, form: dict[str, str]
) -> None:
    assert post(client, f"{his.place}/{path}", **form).status_code == 400


def test_a_day_that_is_none_is_told(client: TestClient, his: Debtor) -> None:
    answer = post(client, f"{his.place}/hold", what="silence", reason="pause", until="soon")

    assert answer.status_code == 422
    assert "Date illisible" in answer.text


@pytest.mark.parametrize(
    ("form", "said", "before"),
    [
        ({"what": "policy", "policy": "gentle"}, "Scénario : selon les règles et délais → gentle", "policy"),
        ({"what": "language", "language": "en"}, "Langue : comme l'entreprise → anglais", "language"),
        ({"what": "exclude", "is_excluded": "yes"}, "Exclu : non → oui", "is_excluded"),
    ],
)
def test_a_change_is_made_said_and_undone_in_one_click(
    client: TestClient, his: Debtor, form: dict[str, str], said: str, before: str
) -> None:
    path = his.place

    made = follow(client, post(client, f"{path}/change", **form))
    undone = press(client, made, "Annuler")

    assert f"C'est changé. {said}" in words(made)
    assert "C'est annulé : comme avant." in words(undone)
    assert not getattr(his.told.customer, before)


def test_what_kind_he_is_is_said_and_undone(client: TestClient, his: Debtor) -> None:
    made = follow(client, post(client, f"{his.place}/change", what="type", type="public_body"))

    assert "Type : non précisé → organisme public" in words(made)
    assert his.told.customer.type == "public_body"
    press(client, made, "Annuler")
    assert his.told.customer.type.value == "unknown"
    assert post(client, f"{his.place}/change", what="type", type="council").status_code == 400


def test_who_is_excluded_may_be_written_to_again(client: TestClient, his: Debtor) -> None:
    path = his.place

    excluded = follow(client, post(client, f"{path}/change", what="exclude", is_excluded="yes"))
    again = press(client, excluded, "Relancer de nouveau")

    assert "Exclu : plus aucun message ne part." in words(excluded)
    assert "plus aucun message ne part" not in words(again).partition("Vos décisions")[0]
    assert his.reason == "not_due"


def test_an_unknown_policy_is_told_beside_its_field(client: TestClient, his: Debtor) -> None:
    answer = post(client, f"{his.place}/change", what="policy", policy="gentel")

    assert (answer.status_code, 'id="policy-policy-wrong"' in answer.text) == (422, True)


def test_an_address_is_added_once(client: TestClient, his: Debtor) -> None:
    path = his.place

    for _ in range(2):
        added = follow(client, post(client, f"{path}/addresses", address="new@dupont.example"))

    assert "L'adresse est ajoutée." in words(added)
    assert words(added).count("new@dupont.example facturation") == 1


@pytest.mark.parametrize("address", ["", "new", "Anna <new@dupont.example>", f"{'x' * 250}@dupont.example"])
def test_an_address_that_is_none_is_told(client: TestClient, his: Debtor, address: str) -> None:
    answer = post(client, f"{his.place}/addresses", address=address)

    assert answer.status_code == 422
    assert "Adresse illisible" in answer.text


def test_a_note_is_kept_and_read_as_it_was_written(client: TestClient, his: Debtor) -> None:
    path = his.place

    kept = follow(client, post(client, f"{path}/notes", text="<b>Vendredi</b>"))
    empty = post(client, f"{path}/notes", text=" ")

    assert "La note est gardée." in words(kept)
    assert "&lt;b&gt;Vendredi&lt;/b&gt;" in kept
    assert empty.status_code == 422


def test_who_is_not_there_has_no_page(client: TestClient, his: Debtor) -> None:
    path = f"/o/{his.office.id}/customers/made-up"

    assert client.get(path).status_code == 404
    for rest in ("hold", "change", "addresses", "notes", "holds/made-up/end", "changes/1/undo"):
        assert post(client, f"{path}/{rest}").status_code == 404


def test_another_organisation_s_customer_is_not_there(client: TestClient, office: Office) -> None:
    theirs = debtor(Office(office.store))
    made = theirs.office.hold("pause", customer=theirs.name)
    path = theirs.place.replace(theirs.office.id, office.id)

    assert client.get(path).status_code == 404
    assert post(client, f"{path}/holds/{made.id}/end").status_code == 404
    assert theirs.reason == "pause"


def test_a_viewer_reads_and_sees_no_button(office: Office, his: Debtor) -> None:
    office.hold("pause", customer=his.name)
    client = visitor(pages_of(office))
    sign_in(client, office.store, user(office.store, "vera@x.example", UserRole.VIEWER, office.id))

    text = read(client, his.place)

    assert "Votre rôle permet de regarder, sans rien décider." in words(text)
    assert f'action="{his.place}' not in text
    assert post(client, f"{his.place}/notes", text="Lu.").status_code == 403


def test_a_channel_that_he_refuses_is_told(client: TestClient, his: Debtor) -> None:
    people.change_customer(his.office.app, his.office.id, his.name, "Anna", opted_out=[Channel.EMAIL])

    said = words(read(client, his.place))

    assert "Canaux refusés e‑mail" in said
    assert "Modifié : Canaux refusés par Anna" in said


def test_who_owes_nothing_any_more_keeps_his_past(client: TestClient, his: Debtor) -> None:
    his.office.account.pay(his.number, on=date(2026, 9, 2))
    his.office.sync()

    said = words(read(client, his.place))

    assert "Ne doit rien : aucun message ne part." in said
    assert f"Paiement 1 234,56 € {his.number}" in said
    assert "Elle est payée." in said


def test_the_fellow_records_of_one_customer_stand_on_one_page(shared_store: SqlStore) -> None:
    office = dupont(shared_store)
    office.card_invoice("C-1")
    office.sync()
    office.link()
    client, path = browser(office), Debtor(office, "Dupont", "F-1").place

    said = words(read(client, path))

    assert "C-1 cards" in said
    assert "Le même client" in said
    undone = press(client, read(client, path), f"Annuler{NBSP}: un seul client")
    assert "C'est annulé." in words(undone)


def test_many_lines_go_on_another_page(client: TestClient, his: Debtor) -> None:
    whom = Whom(customer_id=his.place.rpartition("/")[2])
    for n in range(51):
        people.change_customer(his.office.app, his.office.id, whom, "Anna", is_excluded=n % 2 == 0)

    text = read(client, his.place)

    assert "Page 1 sur 2" in words(text)
    assert f"Facture {his.number}" in words(read(client, f"{his.place}?page=2"))


def test_a_forged_word_says_nothing(client: TestClient, his: Debtor) -> None:
    for done in ("hold.made-up", "change", "<b>", "said"):
        assert 'role="status"' not in read(client, f"{his.place}?done={done}")
