"""A ledger file on the page: handed in, looked at, confirmed."""

import html
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from connector.store.engine import SqlStore
from connector.uploads import Uploads
from connector.web.uploading import LARGEST_FILE
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, browser, csrf, pages_of, post, user, visitor

HEADER = "number,customer,email,total,open,due_on\n"
LEDGER = (
    f"{HEADER}F-1,Dupont,a@dupont.example,1200.00,1200.00,2026-08-01\nF-2,Durand,,80.00,80.00,2026-09-20\n"
)


@pytest.fixture
def office(shared_office: Office) -> Office:
    return shared_office


@pytest.fixture
def mine(shared_store: SqlStore) -> Office:
    """An office of its own."""
    return Office(shared_store)


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def hand_in(
    client: TestClient, office: Office, content: bytes | str, name: str = "ledger.csv", **form: str
) -> Any:
    data = {"csrf": csrf(client.get("/account").text)} | form
    return client.post(
        f"/o/{office.id}/ledger-file", data=data, files={"file": (name, content)}, headers={"origin": ADDRESS}
    )


def looked_at(client: TestClient, office: Office, content: bytes | str) -> tuple[str, str]:
    """The address of the preview, and its words."""
    address = hand_in(client, office, content).headers["location"]
    return address, words(client, address)


def words(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return html.unescape(answer.text).replace("\xa0", " ").replace("\u202f", " ")


def confirm(client: TestClient, address: str, **said: str) -> Any:
    """Presses the button of the preview as it is shown now."""
    return post(client, address, seal=seal_in(client.get(address, params=said).text), **said)


def seal_in(page: str) -> str:
    found = re.search('name="seal" value="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def numbers(office: Office) -> list[str]:
    with office.store.reading(office.id) as unit:
        return sorted(x.number for facts in unit.ledger.facts() for x in facts.invoices)


def test_a_file_is_shown_before_it_counts_and_confirmed_as_a_whole(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)

    address, page = looked_at(client, mine, LEDGER)
    assert "1 280,00 €" in page and "importer ces 2 lignes" in page
    assert numbers(mine) == []

    done = confirm(client, address)
    assert done.headers["location"] == f"/o/{mine.id}/ledger-file?new=2&changed=0&closed=0"
    assert numbers(mine) == ["F-1", "F-2"]
    assert "2 nouvelles" in words(client, done.headers["location"])


def test_pressed_twice_it_is_taken_in_once(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)
    address, _ = looked_at(client, mine, LEDGER)

    assert [confirm(client, address).status_code for _ in range(2)] == [303, 404]
    assert numbers(mine) == ["F-1", "F-2"]


def test_one_that_lay_open_is_shown_anew_once_another_was_taken_in(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)
    address, page = looked_at(client, mine, LEDGER)
    newer = f"{HEADER}F-1,Dupont,a@dupont.example,1200.00,1200.00,2026-08-01\n"
    confirm(client, looked_at(client, mine, newer)[0])

    refused = post(client, address, seal=seal_in(page))

    assert refused.status_code == 409 and "entre-temps" in refused.text
    assert numbers(mine) == ["F-1"]
    assert post(client, address).status_code == 409
    assert post(client, address, seal=seal_in(refused.text)).status_code == 303


def test_credit_notes_are_counted_with_what_they_come_to(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)

    _, page = looked_at(client, mine, f"{LEDGER}AV-1,Dupont,,-120.00,-120.00,2026-09-20\n")

    assert "1 avoir ou trop-perçu" in page and "-120,00 €" in page and "À valoir sur" in page


def test_a_later_one_says_what_it_would_close(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)
    confirm(client, looked_at(client, mine, LEDGER)[0])

    _, page = looked_at(client, mine, "\n".join(LEDGER.splitlines()[:2]))

    assert "F-2, Durand" in page and "ne confirmez pas" in page and "aussi close" not in page
    assert numbers(mine) == ["F-1", "F-2"]


def test_one_that_is_paid_in_the_file_is_said_to_stand_in_two_counts(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)
    confirm(client, looked_at(client, mine, LEDGER)[0])

    address, page = looked_at(
        client, mine, f"{LEDGER.replace('80.00,80.00', '80.00,0.00')}F-3,Durand,,5,5,\n"
    )
    done = words(client, confirm(client, address).headers["location"])

    assert "L'une des modifiées est aussi close" in page
    assert "Importé : 1 nouvelle, 1 modifiée, 1 close." in done


def test_one_that_is_read_otherwise_says_so_and_the_log_names_the_columns(
    mine: Office, uploads: Uploads
) -> None:
    client = browser(mine, ledger_files=uploads)
    confirm(client, looked_at(client, mine, LEDGER)[0])

    address, page = looked_at(
        client, mine, LEDGER.replace("open", "Reste à payer").replace("80.00,80", "80.00,20")
    )
    confirm(client, address)

    assert "n'est donc pas un paiement reçu maintenant" in page
    log = words(client, f"/o/{mine.id}/audit")
    assert "Reste dû = Reste à payer" in log and "lu autrement qu'avant" in log


def test_another_organisation_cannot_take_it_in(office: Office, mine: Office, uploads: Uploads) -> None:
    client = browser(office, ledger_files=uploads)
    address, _ = looked_at(client, office, LEDGER)
    elsewhere = address.replace(office.id, mine.id)

    assert client.get(elsewhere).status_code == 404
    assert post(client, elsewhere).status_code == 404
    assert numbers(mine) == []


def test_what_is_wrong_is_named_by_line_and_column_and_changes_nothing(
    office: Office, uploads: Uploads
) -> None:
    client = browser(office, ledger_files=uploads)
    wrong = f"{HEADER}F-1,Dupont,,12x,12x,2026-08-01\n"

    address, page = looked_at(client, office, wrong)

    assert '<td data-label="Ligne">2</td>' in page and "colonne 4 « total »" in page.replace("\xa0", " ")
    assert "« 12x » n'est pas un montant : écrivez des chiffres" in html.unescape(page).replace("\xa0", " ")
    assert "Confirmer" not in page
    assert post(client, address).status_code == 409


def test_columns_of_other_names_are_mapped_on_the_page(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)
    theirs = "Nr;Wer;Was;Wann\nR-1;Dupont;250,00;03.04.2026\nR-2;Dupont;250,00;05.04.2026\n"
    address, page = looked_at(client, mine, theirs)
    assert 'name="column:Nr"' in page

    said = {"column:Nr": "number", "column:Wer": "customer", "column:Was": "total", "column:Wann": "due_on"}
    said |= {"all_open": "yes"}
    asked = client.get(address, params=said)
    assert "Confirmer" not in asked.text  # 3 April or 4 March: the column does not prove it
    clear = client.get(address, params=said | {"dates": "dmy"})
    assert "Confirmer" in clear.text and 'name="dates" value="dmy"' in clear.text

    assert confirm(client, address, **said, dates="dmy").status_code == 303
    assert numbers(mine) == ["R-1", "R-2"]


THEIRS = (
    "Numéro;Client;Mail;Date échéance;Total TTC;Encours\n"
    "R-1;Dupont;a@dupont.example;31/08/2026;1 200,00;0,00\n"
    "R-2;Durand;b@durand.example;30/09/2026;800,00;300,00\n"
)


def test_what_is_paid_is_asked_for_and_proposed_in_the_words_of_the_page(
    mine: Office, uploads: Uploads
) -> None:
    client = browser(mine, ledger_files=uploads)

    address, page = looked_at(client, mine, THEIRS)

    assert "colonne 6 « Encours »" in page and "0,00 · 300,00" in page
    assert '<option value="open" selected>' in page and '<option value="email" selected>' in page
    assert "Confirmer" not in page and "--map" not in page
    assert "sans toucher au fichier" in page and "comptent tels quels" not in page
    assert post(client, address).status_code == 409
    assert numbers(mine) == []


def test_a_file_is_shown_as_it_was_read_and_read_so_again_next_time(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)
    address, _ = looked_at(client, mine, THEIRS)
    said = {"said": "yes", "column:Encours": "open", "column:Mail": "email"}

    page = html.unescape(client.get(address, params=said).text).replace("\xa0", " ").replace("\u202f", " ")
    assert all(x in page for x in ("R-1", "31 août 2026", "300,00 €", "b@durand.example"))
    assert confirm(client, address, **said).status_code == 303
    assert numbers(mine) == ["R-2"]

    address, page = looked_at(client, mine, THEIRS.replace("300,00", "0,00"))
    assert "Lu comme vous l'avez confirmé la dernière fois" in page
    assert "dernière fois" not in client.get(address, params={"said": "yes"}).text
    assert confirm(client, address).status_code == 303
    assert numbers(mine) == []


def test_where_nothing_says_what_is_open_it_is_ticked(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)

    address, page = looked_at(client, mine, "number,customer,total,due_on\nF-1,Dupont,12.00,2026-09-30\n")

    assert 'name="all_open"' in page and "entièrement impayé" in page and "Confirmer" not in page
    assert confirm(client, address, all_open="yes").status_code == 303
    assert numbers(mine) == ["F-1"]


def test_a_name_that_leads_elsewhere_leads_nowhere(office: Office, uploads: Uploads, tmp_path: Path) -> None:
    client = browser(office, ledger_files=uploads)

    hand_in(client, office, LEDGER, name="../../secret_key")

    assert [x.name for x in tmp_path.iterdir()] == ["uploads"]
    assert len(list((tmp_path / "uploads").iterdir())) == 1


@pytest.mark.parametrize("content", [b"", b" \r\n"])
def test_no_file_is_no_file(office: Office, uploads: Uploads, content: bytes) -> None:
    assert hand_in(browser(office, ledger_files=uploads), office, content).status_code == 409


@pytest.mark.parametrize("size", [LARGEST_FILE + 70_000])
def test_one_that_is_too_large_is_refused_by_what_it_says_of_itself_and_by_what_comes(
    office: Office, uploads: Uploads, tmp_path: Path, size: int
) -> None:
    client = browser(office, ledger_files=uploads)
    kind = {"origin": ADDRESS, "content-type": "multipart/form-data; boundary=x"}
    address = f"/o/{office.id}/ledger-file"

    said = client.post(address, content=b"", headers=kind | {"content-length": str(size)})
    came = client.post(
        address, content=(b"x" * (1 << 20) for _ in range(size // (1 << 20) + 1)), headers=kind
    )

    assert (said.status_code, came.status_code) == (413, 413)
    assert not (tmp_path / "uploads").exists()


class TestWhoMay:
    @pytest.mark.parametrize("shown", ["", "0" * 64])
    def test_a_form_that_is_not_ours_changes_nothing(
        self, office: Office, uploads: Uploads, tmp_path: Path, shown: str
    ) -> None:
        client = browser(office, ledger_files=uploads)

        assert hand_in(client, office, LEDGER, csrf=shown).status_code == 403
        assert not (tmp_path / "uploads").exists()

    def test_nobody_s_file_is_read(self, office: Office, uploads: Uploads) -> None:
        user(office.store)
        nobody = visitor(pages_of(office, ledger_files=uploads))
        files = {"file": ("ledger.csv", LEDGER)}

        answer = nobody.post(f"/o/{office.id}/ledger-file", files=files, headers={"origin": ADDRESS})

        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")

    @pytest.mark.parametrize(
        "body", [b"", b"nothing", b"--x\r\n\r\n", b"\r\n--x".join(b"\r\n\r\n" for _ in range(20)) + b"--"]
    )
    def test_one_that_is_no_form_is_refused(self, office: Office, uploads: Uploads, body: bytes) -> None:
        client = browser(office, ledger_files=uploads)
        headers = {"origin": ADDRESS, "content-type": "multipart/form-data; boundary=x"}

        assert client.post(f"/o/{office.id}/ledger-file", content=body, headers=headers).status_code == 400

    def test_files_are_taken_nowhere_else(self, office: Office, uploads: Uploads) -> None:
        client = browser(office, ledger_files=uploads)
        data = {"csrf": csrf(client.get("/account").text)}

        answer = client.post("/sign-out", data=data, files={"file": b"x"}, headers={"origin": ADDRESS})

        assert answer.status_code == 403


def test_a_column_without_a_name_is_said_by_its_number_and_two_payments_are_added_up(
    mine: Office, uploads: Uploads
) -> None:
    client = browser(mine, ledger_files=uploads)
    content = "number,customer,due_on,total,Acompte,\nF-1,Dupont,2026-09-30,100.00,30.00,20.00\n"

    address, page = looked_at(client, mine, content)
    assert "Colonne 6, sans nom" in page and 'name="column:column 6"' in page
    said = {"said": "yes", "column:Acompte": "paid", "column:column 6": "paid"}
    confirm(client, address, **said)

    with mine.store.reading(mine.id) as unit:
        assert unit.ledger.find_invoices("F-1")[0].open == 50_00


def test_what_is_not_found_again_is_refused_unless_the_file_counts_as_it_stands(
    mine: Office, uploads: Uploads
) -> None:
    client = browser(mine, ledger_files=uploads)
    header = "Nr,Ref,customer,total,open,due_on\n"
    alike = "F-1,R-1,Dupont,80.00,80.00,2026-09-20\nF-2,R-2,Dupont,80.00,80.00,2026-09-20\n"
    by_number = {"column:Nr": "number", "column:Ref": "ignore"}
    by_reference = {"column:Nr": "ignore", "column:Ref": "number"}
    confirm(client, looked_at(client, mine, header + alike)[0], **by_number)
    address, _ = looked_at(client, mine, header + alike)

    page = words(client, f"{address}?column:Nr=ignore&column:Ref=number")
    said = by_reference | {"as_it_stands": "yes"}
    taken = words(client, f"{address}?column:Nr=ignore&column:Ref=number&as_it_stands=yes")

    assert "F-1, F-2. Lisez le numéro dans" in page and "sont nouvelles." in page and "--map" not in page
    assert "Numéros et clients comptent tels quels" in page and 'name="seal"' not in page
    assert post(client, address, seal="x", **by_reference).status_code == 409
    assert 'name="as_it_stands" value="yes" checked' in taken
    assert confirm(client, address, **said).status_code == 303
    assert numbers(mine) == ["R-1", "R-2"]


def test_what_has_another_number_now_is_counted(mine: Office, uploads: Uploads) -> None:
    client = browser(mine, ledger_files=uploads)
    header = "Nr,Ref,Code,customer,total,open,due_on\n"
    line = "F-1,R-1,7,Dupont,80.00,80.00,2026-09-20\n"
    first = {"column:Nr": "number", "column:Ref": "ignore", "column:Code": "ignore"}
    second = {"column:Nr": "ignore", "column:Ref": "number", "column:Code": "customer_id"}
    confirm(client, looked_at(client, mine, header + line)[0], **first)
    address, _ = looked_at(client, mine, header + line)

    page = html.unescape(client.get(address, params=second).text)

    assert "<dt>Connues sous un autre numéro</dt><dd>1</dd>" in page
    assert "<dt>Clients connus sous un autre nom ou code</dt><dd>1</dd>" in page
    confirm(client, address, **second)
    trail = html.unescape(client.get(f"/o/{mine.id}/audit").text)
    assert "connues sous un autre numéro" in trail
