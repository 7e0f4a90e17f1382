"""What people decide on the page of an invoice."""

import re
from datetime import date

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.card import Card
from connector.store.engine import SqlStore
from tests.scenarios.office import Office
from tests.web.browsing import browser, pages_of, post, sign_in, user, visitor
from tests.web.debtors import Debtor, debtor, follow, press, read, words

PARTS = {"due_1": "2026-10-01", "amount_1": "1 000", "due_3": "2026-11-02", "amount_3": "234,56"}


@pytest.fixture(scope="module")
def office(shared_store: SqlStore) -> Office:
    return Office(shared_store, policy="three")


@pytest.fixture(scope="module")
def client(office: Office) -> TestClient:
    return browser(office)


@pytest.fixture
def his(office: Office) -> Debtor:
    return debtor(office)


@pytest.mark.parametrize(
    ("form", "reason", "said"),
    [
        ({"what": "promise", "until": "2026-09-10"}, "promise", "Promesse , jusqu'au 10 sept. 2026"),
        ({"what": "said_paid"}, "said_paid", "Dit avoir payé"),
        ({"what": "dispute", "note": "Cassé."}, "dispute", "Contestation , jusqu'à sa levée · Cassé."),
        ({"what": "silence", "reason": "pause"}, "pause", "Pause , jusqu'à sa levée"),
        ({"what": "silence", "reason": "handed_over"}, "handed_over", "Confiée à un tiers"),
        (
            {"what": "plan", **PARTS},
            "plan",
            "Échéancier : 1 000,00 € le 1 oct. 2026, 234,56 € le 2 nov. 2026",
        ),
    ],
)  # fmt: skip
def test_a_hold_is_made_said_and_undone_in_one_click(
    client: TestClient, his: Debtor, form: dict[str, str], reason: str, said: str
) -> None:
    made = follow(client, post(client, f"{his.invoice}/hold", **form))
    then = his.reason
    undone = press(client, made, "Annuler")

    assert then == reason
    assert f"C'est noté : silence à partir de maintenant. {said}" in words(made)
    assert "C'est levé." in words(undone)
    assert f"Facture {his.number}" in words(undone)
    assert his.reason == "not_due"


@pytest.mark.parametrize("typed", ["234.56", "234,56", "0 234,56"])
def test_a_part_is_disputed_as_its_amount_is_written(client: TestClient, his: Debtor, typed: str) -> None:
    made = follow(client, post(client, f"{his.invoice}/hold", what="dispute", amount=typed))

    decision = his.told.decision
    assert decision is not None
    assert (decision.disputed, decision.asked) == (234_56, 1000_00)
    assert "le reste est toujours demandé. Contestation" in words(made)
    assert "à hauteur de 234,56 €" in words(made)


@pytest.mark.parametrize(
    ("form", "field", "says"),
    [
        ({"what": "promise"}, "promise-until", "Indiquez le jour."),
        ({"what": "promise", "until": "2026-08-01"}, "promise-until", "Ce jour est passé."),
        ({"what": "promise", "until": "9026-08-01"}, "promise-until", "trop lointain"),
        ({"what": "dispute", "amount": "beaucoup"}, "dispute-amount", "Montant illisible"),
        ({"what": "dispute", "amount": "2 000"}, "dispute-amount", "au plus le reste dû"),
        ({"what": "plan"}, "plan-due_1", "Remplissez au moins un versement."),
        ({"what": "plan", "amount_2": "5"}, "plan-due_2", "le jour de ce versement"),
        ({"what": "plan", "due_2": "2026-10-01"}, "plan-amount_2", "le montant de ce versement"),
        ({"what": "plan", "due_2": "2026-10-01", "amount_2": "-5"}, "plan-amount_2", "le montant de ce"),
        ({"what": "plan", "due_1": "2026-10-01", "amount_1": "9999"}, "plan-amount_1", "dépassent"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(
    client: TestClient, his: Debtor, form: dict[str, str], field: str, says: str
) -> None:
    answer = post(client, f"{his.invoice}/hold", **form)

    assert answer.status_code == 422
    assert re.search(rf'id="{field}-wrong">[^<]*{says}', answer.text)
    assert re.search(rf'<input id="{field}"[^>]* aria-invalid="true"', answer.text)
    assert all(f'value="{typed}"' in answer.text for typed in form.values())
    assert his.reason == "not_due"


def test_a_promise_tells_its_day_of_grace_and_when_it_goes_on(client: TestClient, his: Debtor) -> None:
    made = follow(client, post(client, f"{his.invoice}/hold", what="promise", until="2026-09-16"))

    promised = "Promesse pour le 16 sept. 2026, puis 2 jours ouvrés de grâce"
    assert f"{promised} : rien n'est dit avant le 21 sept. 2026" in words(made)
    assert "16 sept. 2026" in words(read(client, f"/o/{his.office.id}")).partition("Promesses de paiement")[2]


def test_a_step_that_is_left_out_is_named_with_its_reason(client: TestClient, his: Debtor) -> None:
    post(client, f"{his.invoice}/record", step="firm", on="2026-09-01")

    assert "Laissée de côté. Une étape suivante a eu lieu avant : Relance ferme." in words(
        read(client, his.invoice)
    )


def test_what_was_closed_meanwhile_is_held_no_more(client: TestClient, his: Debtor) -> None:
    path = his.invoice
    his.office.account.pay(his.number)
    his.office.sync()

    answer = post(client, f"{path}/hold", what="promise", until="2026-09-10")

    assert answer.status_code == 422
    assert "Promesse de paiement" not in words(answer.text)


def test_one_hold_is_ended_where_it_is_seen(client: TestClient, his: Debtor) -> None:
    his.office.hold("dispute", his.number)
    his.office.hold("pause", customer=his.name)

    ended = press(client, read(client, his.invoice), "Y mettre fin")

    assert "C'est levé" in words(ended)
    assert len(his.told.holds) == 1


def test_a_policy_of_its_own_is_chosen_and_undone(client: TestClient, his: Debtor) -> None:
    made = follow(client, post(client, f"{his.invoice}/policy", policy="gentle"))
    then = his.told.invoice.policy
    press(client, made, "Annuler")

    assert f"C'est changé. Scénario ( {his.number} ) : comme le client → gentle" in words(made)
    assert (then, his.told.invoice.policy) == ("gentle", None)


def test_a_step_sent_by_hand_is_recorded_for_good(client: TestClient, his: Debtor) -> None:
    page = read(client, his.invoice)
    path = f"{his.invoice}/record"

    recorded = follow(client, post(client, path, step="friendly", on="2026-09-01"))
    again = post(client, path, step="friendly", on="2026-09-01")

    assert "L'étape compte comme faite, sans retour possible." in words(page)
    assert "C'est noté : l'étape compte comme faite." in words(recorded)
    assert "✓ 1 sept. 2026" in words(recorded)
    assert (again.status_code, "Cette étape est déjà faite." in words(again.text)) == (422, True)
    assert len(his.told.said) == 1


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"step": "friendly"}, "Indiquez le jour."),
        ({"step": "friendly", "on": "2026-09-02"}, "pas encore venu"),
        ({"step": "friendly", "on": "0206-09-01"}, "précède la facture"),
        ({"step": "frendly", "on": "2026-09-01"}, "pas cette étape"),
    ],
)
def test_what_was_not_sent_so_is_told(
    client: TestClient, his: Debtor, form: dict[str, str], says: str
) -> None:
    answer = post(client, f"{his.invoice}/record", **form)

    assert answer.status_code == 422
    assert says in answer.text


def test_a_very_late_invoice_is_released_once(client: TestClient, his: Debtor) -> None:
    path = debtor(his.office, "2025-09-03").invoice
    page = read(client, path)

    released = press(client, page, "Autoriser la relance")
    again = post(client, f"{path}/release")

    assert "C'est autorisé." in words(released)
    assert (again.status_code, "Plus rien ne la retient." in words(again.text)) == (422, True)


def test_what_is_chased_in_another_connection_is_not_ended_by_a_click(
    client: TestClient, office: Office, his: Debtor
) -> None:
    """Both would ask for one debt."""
    office.hold("duplicate_source", his.number)

    page = words(read(client, his.invoice))

    assert "Aussi dans une autre connexion" in page and "/end" not in read(client, his.invoice)


def test_what_is_let_go_ends_no_other_hold(client: TestClient, office: Office) -> None:
    his = debtor(office, "2025-09-03")
    office.hold("dispute", his.number, amount=1_00)
    page = read(client, his.invoice)

    released = press(client, page, "Autoriser la relance")

    assert "Contestation" in words(released) and "C'est autorisé." in words(released)


def test_an_unknown_one_has_no_page_and_no_form(client: TestClient, his: Debtor) -> None:
    path = f"/o/{his.office.id}/invoices/made-up"

    assert client.get(path).status_code == 404
    for rest in ("hold", "policy", "record", "release"):
        assert post(client, f"{path}/{rest}").status_code == 404


def test_who_may_not_act_sees_no_button(office: Office, his: Debtor) -> None:
    office.hold("pause", his.number)
    client = visitor(pages_of(office))
    sign_in(client, office.store, user(office.store, "vera@x.example", UserRole.APPROVER, office.id))

    text = read(client, his.invoice)

    assert f'action="{his.invoice}' not in text
    assert "/end" not in text
    assert post(client, f"{his.invoice}/hold", what="said_paid").status_code == 403
    assert len(his.told.holds) == 1


def test_of_a_card_that_ends_nothing_is_promised(client: TestClient, his: Debtor) -> None:
    his.office.change(his.number, due_on=None, total=0, open=0, card=Card("Visa", "4242", date(2026, 10, 31)))
    his.office.sync()

    said = words(read(client, his.invoice))

    assert "Mettre en pause" in said
    assert "Promesse de paiement" not in said
