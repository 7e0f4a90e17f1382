"""The customer's own page: what it shows, takes, refuses and keeps to itself."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.core.invoice import Invoice
from connector.core.message import Attachment
from connector.core.self_service import About, Saying, Wrong
from connector.store.engine import SqlStore
from connector.usecases import people, to_do
from connector.usecases.page_links import take_links_back
from connector.usecases.self_service import OF_A_LINK, Done
from connector.web.own_page import What
from connector.web.words import WORDS
from tests.scenarios.office import Account, Office
from tests.scenarios.test_page_links_told import HOME, LINKS, dupont, text_of, token_in
from tests.web.browsing import ADDRESS, browser, csrf, pages_of, pages_over, sign_in, visitor

ORIGIN = {"origin": HOME}


@pytest.fixture
def office(store: SqlStore) -> Office:
    """Its customer was told of F-1 and F-2 on Tuesday 8 September 2026."""
    office = Office(
        store, policy="three", iban="FR7630006000011234567890189", reply_to="compta@atelier.example"
    )
    office.app = office.make_app(links=LINKS, page_link=HOME)
    for number, link in (("F-1", "https://pay.example/F-1"), ("F-2", "javascript:alert(1)")):
        office.invoice(number, "2026-09-03", pay_link=link)
    office.sync()
    office.cycle("2026-09-08")
    return office


def browser_of(office: Office, language: str = "fr") -> TestClient:
    """In which nobody has signed in."""
    web = pages_over(office.app, office.store)
    return TestClient(web, base_url=HOME, headers={"accept-language": language}, follow_redirects=False)


@pytest.fixture
def customer(office: Office) -> TestClient:
    return browser_of(office)


@pytest.fixture
def path(office: Office) -> str:
    return f"/c/{token_in(text_of(office))}"


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ").replace("&#39;", "'")


def send(client: TestClient, path: str, what: str, **fields: str) -> Any:
    """Presses the button of that form, with the first invoice chosen."""
    page = client.get(f"{path}/{what}").text
    found = re.search(r'<option value="([\w-]{36})"', page)
    chosen = {"invoice": found[1]} if found else {}
    return client.post(f"{path}/{what}", data={"csrf": csrf(page)} | chosen | fields, headers=ORIGIN)


class TestThePage:
    def test_shows_what_is_open_and_how_to_pay_it(self, customer: TestClient, path: str) -> None:
        answer = customer.get(path)

        page = plain(answer.text)
        assert answer.status_code == 200 and "Il reste 200,00 € à régler" in page
        assert "était à régler le 3 sept. 2026, il y a 5 jours" in page
        assert "FR76 3000 6000 0112 3456 7890 189" in page and "compta@atelier.example" in page
        assert 'href="https://pay.example/F-1"' in page and "javascript:" not in page

    def test_is_found_by_no_engine_kept_by_no_cache_and_named_to_nobody(
        self, customer: TestClient, path: str
    ) -> None:
        answer = customer.get(path)

        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert '<meta name="robots" content="noindex, nofollow">' in answer.text

    def test_needs_no_script_and_shows_nothing_of_the_office(self, customer: TestClient, path: str) -> None:
        page = customer.get(path).text

        assert "<script" not in page and "/o/" not in page and "friendly" not in page

    @pytest.mark.parametrize("what", ["", "/paid", "/contact", "/pdf/x"])
    def test_of_a_link_that_is_not_ours_taken_back_or_too_old_says_the_same(
        self, customer: TestClient, path: str, office: Office, what: str
    ) -> None:
        forged = customer.get(f"{path[:-4]}AAAA{what}")
        taken = []
        take_links_back(office.app, office.id, dupont(office).id, "Anna")
        taken.append(customer.get(f"{path}{what}"))
        office.at("2026-11-15")
        taken.append(customer.get(f"{path}{what}"))

        assert [x.status_code for x in (forged, *taken)] == [404] * 3
        assert {x.text for x in taken} == {forged.text}

    def test_takes_nothing_by_such_a_link(self, customer: TestClient, path: str) -> None:
        known = {"csrf": csrf(customer.get(f"{path}/paid").text)}

        for what in ("paid", "contact", "language"):
            answer = customer.post(f"{path[:-4]}AAAA/{what}", data=known, headers=ORIGIN)
            assert answer.status_code == 404

    def test_is_in_the_language_he_chose(self, customer: TestClient, path: str) -> None:
        known = {"csrf": csrf(customer.get(path).text), "language": "en"}

        moved = customer.post(f"{path}/language", data=known, headers=ORIGIN)

        assert (moved.status_code, moved.headers["location"]) == (303, path)
        assert '<html lang="en">' in customer.get(path).text

    def test_without_a_wish_it_is_in_the_language_of_the_business(self, office: Office, path: str) -> None:
        assert '<html lang="fr">' in browser_of(office, "").get(path).text
        assert '<html lang="en">' in browser_of(office, "en").get(path).text

    def test_who_is_written_to_in_german_reads_the_page_as_he_likes_and_keeps_his_german(
        self, customer: TestClient, path: str, office: Office
    ) -> None:
        people.change_customer(office.app, office.id, "Dupont", "Anna", language="de")
        known = {"csrf": csrf(customer.get(path).text), "language": "en"}

        before = customer.get(path).text
        customer.post(f"{path}/language", data=known, headers=ORIGIN)
        after = customer.get(path).text

        assert '<html lang="fr">' in before and "Nous vous écrivons en allemand." in before
        assert '<html lang="en">' in after and "We write to you in German." in after

    def test_says_thank_you_where_nothing_is_open(
        self, customer: TestClient, path: str, office: Office
    ) -> None:
        for number in ("F-1", "F-2"):
            office.account.pay(number)
        office.sync()

        assert "Plus rien n'est ouvert. Merci." in plain(customer.get(path).text)
        assert "Plus rien n'est ouvert. Merci." in plain(customer.get(f"{path}/paid").text)

    @pytest.mark.parametrize(
        ("due_on", "says"),
        [
            ("2026-09-07", "était à régler hier"),
            ("2026-09-08", "à régler aujourd'hui"),
            ("2026-09-09", "à régler demain"),
            ("2026-09-20", "à régler le 20 sept. 2026, dans 12 jours"),
        ],
    )
    def test_says_kindly_when(
        self, customer: TestClient, path: str, office: Office, due_on: str, says: str
    ) -> None:
        office.invoice("F-3", due_on)
        office.account.pay("F-1", 25_00)
        office.sync()

        page = plain(customer.get(path).text)

        assert says in page
        assert "25,00 € déjà réglés, merci : il reste 275,00 € à régler." in page

    def test_leads_to_the_pdf(self, customer: TestClient, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
        found = re.search(rf"{path}/pdf/[\w-]+", customer.get(path).text)
        assert found is not None
        without = customer.get(found[0])

        def prints(account: Account, invoice: Invoice) -> Attachment:
            return Attachment("F-1.pdf", b"%PDF-1.7")

        monkeypatch.setattr(Account, "pdf", prints)
        shown = customer.get(found[0])

        assert (without.status_code, shown.status_code) == (404, 200)
        assert "n'est pas disponible" in plain(without.text)
        assert (shown.content, shown.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")


class TestSaying:
    @pytest.mark.parametrize(
        ("what", "typed", "reason"),
        [
            ("paid", {"on": "2026-09-07", "words": "VIR 42"}, "said_paid"),
            ("promise", {"on": "2026-09-15"}, "promise"),
            ("instalments", {"parts": "2", "on": "2026-09-15"}, "pause"),
            ("dispute", {"about": "goods", "words": "Broken"}, "dispute"),
        ],
    )
    def test_is_taken_once_and_thanked_for(
        self, customer: TestClient, path: str, office: Office, what: str, typed: dict[str, str], reason: str
    ) -> None:
        first, again = (send(customer, path, what, **typed) for _ in range(2))
        other = send(customer, path, what, **(typed | {"on": "2026-09-08", "words": "more"}))

        assert (first.status_code, first.headers["location"]) == (303, f"{path}?done=taken&what={what}")
        assert again.headers["location"] == f"{path}?done=known&what={what}"
        assert other.headers["location"] == f"{path}?done=to_a_person&what={what}"
        assert office.reason("F-1") == reason
        thanks = plain(customer.get(first.headers["location"]).text)
        assert 'role="status">Merci' in thanks and 'class="said"' in thanks

    def test_is_read_by_the_owner_with_the_invoice(
        self, customer: TestClient, path: str, office: Office
    ) -> None:
        send(customer, path, "dispute", about="goods", words="Deux chaises <b>cassées</b>")

        page = plain(browser(office, page_link=ADDRESS).get(f"/o/{office.id}/invoices/F-1").text)

        assert "Marchandise ou prestation. « Deux chaises &lt;b&gt;cassées&lt;/b&gt; »" in page
        assert "par le client, sur sa page" in page

    def test_names_another_contact_for_a_person_to_add(
        self, customer: TestClient, path: str, office: Office
    ) -> None:
        done = send(customer, path, "contact", email="new@dupont.example")

        assert done.headers["location"] == f"{path}?done=taken&what=contact"
        assert [x.detail for x in to_do.tasks(office.app, office.id)] == ["new@dupont.example"]

    @pytest.mark.parametrize(
        ("what", "typed", "field"),
        [
            ("paid", {"on": "2026-09-09"}, "on"),
            ("paid", {"invoice": "11111111-2222-4333-8444-555555555555", "on": "2026-09-07"}, "invoice"),
            ("promise", {"on": "2999-01-01"}, "on"),
            ("promise", {"on": "<b>"}, "on"),
            ("instalments", {"parts": "3", "on": "2026-11-30"}, "on"),
            ("instalments", {"parts": "99", "on": "2026-09-15"}, "parts"),
            ("dispute", {"about": "goods", "amount": "1e9", "words": "<script>\r\nBcc: x"}, "amount"),
            ("dispute", {"about": "goods", "amount": "-1", "words": "x"}, "amount"),
            ("dispute", {"about": "goods", "amount": "1,000", "words": "x"}, "amount"),
            ("dispute", {"about": "goods", "amount": "1.000", "words": "x"}, "amount"),
            ("dispute", {"about": "zz", "words": "x"}, "about"),
            ("dispute", {"about": "goods", "words": "x" * 2001}, "words"),
            ("contact", {"email": "a@b.example\r\nBcc: all@b.example"}, "email"),
        ],
    )
    def test_what_cannot_be_taken_is_named_beside_its_field_and_kept(
        self, customer: TestClient, path: str, office: Office, what: str, typed: dict[str, str], field: str
    ) -> None:
        answer = send(customer, path, what, **typed)

        assert answer.status_code == 422 and f'id="{field}-slip"' in answer.text
        assert f'aria-describedby="{field}-slip"' in answer.text or f' {field}-slip"' in answer.text
        assert "<script>" not in answer.text and "<b>" not in answer.text
        for name in set(typed) - {"invoice", "parts", "about"}:
            assert typed[name].split("\r")[0].replace("<", "&lt;").replace(">", "&gt;") in answer.text
        assert to_do.tasks(office.app, office.id) == []
        with office.store.reading(office.id) as unit:
            assert unit.holds.active() == ()

    def test_needs_a_form_of_our_own_page_and_browser(
        self, customer: TestClient, path: str, office: Office
    ) -> None:
        page = customer.get(f"{path}/contact").text
        known = {"csrf": csrf(page), "email": "a@b.example"}
        foreign = customer.post(f"{path}/contact", data=known, headers={"origin": "https://evil.example"})
        elsewhere = browser_of(office).post(f"{path}/contact", data=known, headers=ORIGIN)

        assert (foreign.status_code, elsewhere.status_code) == (403, 403)
        assert to_do.tasks(office.app, office.id) == []

    def test_of_the_only_invoice_nothing_need_be_chosen(
        self, customer: TestClient, path: str, office: Office
    ) -> None:
        office.account.pay("F-2")
        office.sync()

        page = customer.get(f"{path}/instalments").text

        assert '<select id="invoice"' not in page
        assert "50,00 € le 8 sept. 2026, 50,00 € le 8 oct. 2026" in re.sub(r"<[^>]+>", "", plain(page))

    def test_the_invoice_that_a_message_names_is_chosen(self, customer: TestClient, path: str) -> None:
        page = customer.get(f"{path}/paid?invoice=F-2").text

        assert re.findall(r" selected>([\w-]+)", page) == ["F-2"]

    @pytest.mark.parametrize("paid", [True, False])
    def test_one_that_is_not_open_any_more_is_never_taken_for_another(
        self, customer: TestClient, path: str, office: Office, paid: bool
    ) -> None:
        """By the link of an old message."""
        if paid:
            office.account.pay("F-1")
            office.sync()

        page = plain(customer.get(f"{path}/dispute?invoice={'F-1' if paid else 'F-9'}").text)

        assert "Cette facture n'est plus ouverte ici" in page and '<textarea id="words"' not in page

    def test_one_that_was_paid_while_he_wrote_is_never_taken_for_another(
        self, customer: TestClient, path: str, office: Office
    ) -> None:
        form = customer.get(f"{path}/dispute?invoice=F-1").text
        chosen = re.findall(r'value="([\w-]{36})" selected', form)[0]
        office.account.pay("F-1")
        office.sync()

        typed = {"csrf": csrf(form), "invoice": chosen, "about": "goods", "words": "Broken"}
        again = customer.post(f"{path}/dispute", data=typed, headers=ORIGIN)

        assert again.status_code == 422 and 'id="invoice-slip"' in again.text and "Broken" in again.text
        assert '<select id="invoice"' in again.text and " selected>F-2" not in again.text

    def test_too_often_waits(
        self, customer: TestClient, path: str, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(office.store.accounts, "_clock", lambda: datetime(2026, 9, 8, tzinfo=UTC))
        known = {"csrf": csrf(customer.get(f"{path}/contact").text), "email": "x"}
        answers = [
            customer.post(f"{path}/{what}", data=known, headers=ORIGIN).status_code
            for what in ["contact"] * (OF_A_LINK.free + 1) + ["contact", "language"]
        ]
        pdf = re.search(rf"{path}/pdf/[\w-]+", customer.get(path).text)

        assert answers[-3:] == [422, 429, 429]
        assert pdf is not None and customer.get(pdf[0]).status_code == 429
        take_links_back(office.app, office.id, dupont(office).id, "Anna")
        assert customer.get(pdf[0]).status_code == 404

    def test_whoever_is_signed_in_sees_it_as_the_customer_does(self, office: Office, path: str) -> None:
        owner = visitor(pages_of(office, page_link=ADDRESS))
        sign_in(owner, office.store)

        page = owner.get(path).text

        assert "anna@atelier.example" not in page and "/o/" not in page


def test_staff_never_read_what_opens_his_page(office: Office, path: str) -> None:
    """Not in what left, which is kept as it is; a viewer may not speak for a customer."""
    client = browser(office, page_link=ADDRESS)
    sent = f"/o/{office.id}/sent/{office.reminders()[0].id}"

    shown = [client.get(f"{sent}{rest}").text for rest in ("", "/html")]

    assert all("/c/…" in page and path not in page for page in shown)
    assert path in str(office.reminders()[0].text) and path in str(office.reminders()[0].html)


def test_every_code_has_its_words() -> None:
    keys = {f"own_act.{x}" for x in What} | {f"own_does.{x}" for x in What} | {f"own_done.{x}" for x in What}
    keys |= {f"own_about.{x}" for x in About} | {f"own_wrong.{x}" for x in Wrong}
    keys |= {f"own_done.{Done.TO_A_PERSON}"}

    assert keys - WORDS.keys() == set()
    assert {x.value for x in Saying} < {x.value for x in What}
