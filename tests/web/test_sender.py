"""Who writes, on the page."""

import html
import re

import pytest
from starlette.testclient import TestClient

from connector.channels.reasons import DeliveryReason
from connector.core.invoice import Organisation
from connector.store.engine import SqlStore
from connector.usecases.organisations import change_organisation
from tests.scenarios.office import Office
from tests.web.browsing import OWNER, browser, post

OTHER = "FR7610107001011234567890129"
IBAN = "FR76 3000 6000 0112 3456 7890 189"


@pytest.fixture
def office(shared_store: SqlStore) -> Office:
    return Office(shared_store, sender=None, contact=None)


def now_of(office: Office) -> Organisation:
    with office.store.reading(office.id) as unit:
        return unit.organisation()


def test_it_is_kept_as_it_was_typed_and_can_be_taken_away(office: Office) -> None:
    client, address = browser(office), f"/o/{office.id}/sender"
    typed = {"sender": "Anna <anna@nord.example>", "contact": " Anna  Martin ", "iban": IBAN}

    assert post(client, address, **typed).headers["location"] == f"{address}?done=1"
    made = now_of(office)
    assert (made.sender, made.contact, made.iban) == (
        "Anna <anna@nord.example>", "Anna Martin", IBAN.replace(" ", ""),
    )  # fmt: skip
    assert made.sender_changed_at is not None

    post(client, address, **shown(client, address) | {"iban": ""})
    assert (now_of(office).iban, now_of(office).contact) == (None, "Anna Martin")


def shown(client: TestClient, address: str) -> dict[str, str]:
    """The fields of the form as they stand on the page, hidden ones too."""
    page = client.get(address).text.partition(f'action="{address}"')[2].partition("</form>")[0]
    fields = (dict(re.findall(r'(name|value)="([^"]*)"', x)) for x in re.findall("<input[^>]*>", page))
    return {x["name"]: html.unescape(x.get("value", "")) for x in fields if x["name"] != "csrf"}


def test_a_form_that_lay_open_brings_no_old_iban_back(office: Office) -> None:
    client, address = browser(office), f"/o/{office.id}/sender"
    change_organisation(office.app, office.id, "Anna", iban=IBAN.replace(" ", ""), contact="Anna")
    lay_open = shown(client, address)
    change_organisation(office.app, office.id, "Paul", iban=OTHER)

    assert post(client, address, **lay_open | {"contact": "Anna Martin"}).status_code == 303
    assert (now_of(office).iban, now_of(office).contact) == (OTHER, "Anna Martin")


def test_what_somebody_else_has_changed_meanwhile_is_shown_before_it_is_replaced(office: Office) -> None:
    client, address = browser(office), f"/o/{office.id}/sender"
    lay_open = shown(client, address)
    change_organisation(office.app, office.id, "Paul", iban=OTHER)

    refused = post(client, address, **lay_open | {"iban": IBAN, "contact": "Anna"})

    assert refused.status_code == 409 and refused.text.count('role="alert"') == 1
    assert OTHER in refused.text and html.escape(IBAN) in refused.text
    assert (now_of(office).iban, now_of(office).contact) == (OTHER, None)
    again = lay_open | {"iban": IBAN, "contact": "Anna", "was:iban": OTHER}
    assert f'name="was:iban" value="{OTHER}"' in refused.text
    assert post(client, address, **again).status_code == 303
    assert now_of(office).iban == IBAN.replace(" ", "")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("sender", "anna"),
        ("sender", "anna@atelier-nord,example"),
        ("sender", "anna@atelier-nord"),
        ("contact", "x" * 201),
        ("reply_to", "Anna <a@b.example>"),
        ("iban", "FR7630006000011234567890188"),
        ("owner_email", "nobody"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    office: Office, name: str, typed: str
) -> None:
    answer = post(browser(office), f"/o/{office.id}/sender", **{"contact": "Anna", name: typed})

    assert answer.status_code == 409
    assert answer.text.count('role="alert"') == 1 and answer.text.count('aria-invalid="true"') == 1
    assert html.escape(typed) in answer.text
    assert now_of(office).contact is None


def test_the_test_message_goes_to_whoever_asked_and_the_answer_is_shown(shared_store: SqlStore) -> None:
    office = Office(shared_store)
    client = browser(office)

    page = post(client, f"/o/{office.id}/sender/test").text

    assert [x.message.to for x in office.mail.delivered] == [(OWNER,)]
    assert "Le serveur d&#39;envoi l&#39;a accepté" in page


def test_a_refusal_is_shown_in_the_server_s_own_words(shared_store: SqlStore) -> None:
    office = Office(shared_store)
    office.mail.script.say(OWNER, "550 5.7.1 <sender> not allowed")

    page = post(browser(office), f"/o/{office.id}/sender/test").text

    assert "550 5.7.1 &lt;sender&gt; not allowed" in page and "ne l&#39;a pas accepté" in page


def test_a_wrong_password_is_said_in_plain_words_with_what_to_do(shared_store: SqlStore) -> None:
    office = Office(shared_store)
    office.mail.break_off(DeliveryReason.SMTP_AUTH)

    page = html.unescape(post(browser(office), f"/o/{office.id}/sender/test").text)

    assert "Le serveur refuse l'identifiant ou le mot de passe." in page
    assert "corrigez identifiant et mot de passe dans RELANCE_SMTP_URL" in page


def test_what_was_typed_is_kept_by_whatever_is_pressed(shared_store: SqlStore) -> None:
    office = Office(shared_store)
    client, address = browser(office), f"/o/{office.id}/sender"

    typed = shown(client, address) | {"sender": "bruno@atelier.example"}
    page = post(client, f"{address}/test", **typed).text
    assert [x.message.sender for x in office.mail.delivered] == ["bruno@atelier.example"]
    assert 'value="bruno@atelier.example"' in page

    typed = shown(client, address) | {"contact": "Bruno", "then": "setup"}
    assert post(client, address, **typed).headers["location"] == f"/o/{office.id}/setup"
    assert now_of(office).contact == "Bruno"


def test_nothing_is_tried_with_what_is_wrong(shared_store: SqlStore) -> None:
    office = Office(shared_store)

    answer = post(browser(office), f"/o/{office.id}/sender/test", sender="bruno@atelier")

    assert answer.status_code == 409 and answer.text.count('role="alert"') == 1
    assert office.mail.delivered == []


def test_without_a_sender_nothing_is_tried(office: Office) -> None:
    client = browser(office)

    assert "sender/test" not in client.get(f"/o/{office.id}/sender").text
    assert post(client, f"/o/{office.id}/sender/test").status_code == 409
    assert office.mail.delivered == []


def test_the_domain_s_records_are_told_one_by_one(shared_store: SqlStore) -> None:
    office = Office(shared_store)
    known = {"atelier.example": ("v=spf1 +all",), "_dmarc.atelier.example": ("v=DMARC1; p=none",)}
    client = browser(office, domain_texts=lambda name: known.get(name, ()))

    page = html.unescape(client.get(f"/o/{office.id}/sender?check=1").text)

    assert "ouvert à tous" in page and "v=spf1 +all" in page
    assert "Pas sous les noms habituels" in page and "v=DMARC1; p=none" in page


def test_where_this_machine_takes_the_mail_no_check_is_offered_and_it_says_why(office: Office) -> None:
    client = browser(office)

    page = client.get(f"/o/{office.id}/sender").text

    assert "check=1" not in page
    assert "DMARC ne sont pas vérifiés ici" in page
    assert client.get(f"/o/{office.id}/sender?check=1").status_code == 409
