"""Policies are written on a page."""

import html
import re
from collections.abc import Mapping

import pytest
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.texts import LADDER, TextKind
from connector.store.engine import SqlStore
from connector.usecases.texts import Which, standing
from connector.web.guard import MESSAGE_POLICY
from tests.scenarios.office import Office
from tests.web.browsing import browser, pages_of, post, sign_in, user, visitor

POLICY = Which(TextKind.POLICY, "standard")


@pytest.fixture
def office(store: SqlStore) -> Office:
    made = Office(store, policy="standard")
    made.invoice("F-1", "2026-09-04", 900_00)
    made.sync()
    return made


@pytest.fixture
def client(office: Office) -> TestClient:
    return browser(office)


@pytest.fixture
def address(office: Office) -> str:
    return f"/o/{office.id}/policies/standard"


def fields_of(page: str) -> dict[str, str]:
    """The form of the steps as a browser would send it."""
    form = re.findall(r'<form class="rungs".*?</form>', page, re.DOTALL)[0]
    found = dict(re.findall(r'<input[^>]* name="([\w-]+)"[^>]* value="([^"]*)"', form))
    found |= dict(re.findall(r'type="checkbox" name="([\w-]+)" value="(\w+)" checked', form))
    for name, inside in re.findall(r'<select id="[\w-]+" name="([\w-]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected|<option selected value="([^"]*)"', inside)
        found[name] = "".join(chosen[0]) if chosen else re.findall(r'value="([^"]*)"', inside)[0]
    return {k: html.unescape(v) for k, v in found.items() if k != "csrf"}


def steps(office: Office) -> list[tuple[str, int]]:
    policy, _ = office.app.policies.checked("standard", standing(office.app, office.id, POLICY).parts[LADDER])
    assert policy is not None
    return [(x.id, x.offset) for x in policy.steps]


def form(client: TestClient, address: str, **changes: str) -> dict[str, str]:
    return fields_of(client.get(address).text) | {k.replace("_", "-", 1): v for k, v in changes.items()}


@pytest.mark.gate
def test_every_policy_is_listed_with_whose_it_is(client: TestClient, office: Office) -> None:
    page = client.get(f"/o/{office.id}/policies").text
    assert page.count('class="badge">tel que livré') == page.count(">Modifier<") >= 6
    assert f'href="/o/{office.id}/policies/failed-charge"' in page


@pytest.mark.gate
def test_the_ladder_stands_as_a_time_line_and_its_messages_can_be_read(
    client: TestClient, address: str
) -> None:
    page = html.unescape(client.get(address).text)

    assert "<svg" in page and "style=" not in page.replace('rel="stylesheet"', "")
    assert "5 jours avant l'échéance" in page and page.count("<iframe") == 4
    (first, *_) = re.findall(r'<iframe[^>]* src="([^"]+)"', page)
    answer = client.get(first)
    assert "F-1" in answer.text and answer.headers["content-security-policy"] == MESSAGE_POLICY


def test_a_changed_day_is_saved_told_and_undone(client: TestClient, office: Office, address: str) -> None:
    answer = post(client, address, **form(client, address, s1_offset="8", note="Plus tard"), do="save")

    assert answer.headers["location"] == f"{address}?saved=1"
    assert ("friendly", 8) in steps(office)
    page = html.unescape(client.get(f"{address}?saved=1").text)
    assert "Enregistré\xa0: version 1" in page and "Plus tard" in page
    assert post(client, f"{address}/restore", number="0").headers["location"] == f"{address}?saved=2"
    assert ("friendly", 5) in steps(office)
    assert "suit ce qui est en dessous" in client.get(address).text


def test_what_is_wrong_stands_beside_its_field_and_is_not_saved(
    client: TestClient, office: Office, address: str
) -> None:
    typed = form(client, address, s1_offset="bientôt")
    answer = post(client, address, **typed, do="save")

    assert answer.status_code == 422
    page = html.unescape(answer.text)
    (field,) = re.findall(r'<input id="s1-offset"[^>]*>', page)
    assert 'aria-invalid="true"' in field and 'value="bientôt"' in field
    assert 'href="#s1-offset"' in page
    assert standing(office.app, office.id, POLICY).number == 0

    piece = post(client, f"{address}/check", **typed)
    assert 'data-field="s1-offset"' in piece.text and "<html" not in piece.text


@pytest.mark.gate
def test_a_step_is_added_switched_off_and_taken_out(client: TestClient, office: Office, address: str) -> None:
    page = post(client, address, **form(client, address), do="add").text
    assert fields_of(page)["s5-id"] == "step-1" and fields_of(page)["s5-offset"] == "37"
    page = post(client, address, **fields_of(page), do="remove-4").text
    typed = fields_of(page)
    assert typed["s4-id"] == "step-1"
    del typed["s3-in_use"]

    post(client, address, **typed, do="save")

    assert [x[0] for x in steps(office)] == ["notice", "friendly", "firm", "step-1"]


@pytest.mark.gate
def test_the_text_itself_is_saved_with_errors_by_line_and_column(
    client: TestClient, office: Office, address: str
) -> None:
    text = "steps:\n  - {id: only, offset: 9, channel: email, severity: friendly}\n"
    wrong = post(client, address, text=text.replace("offset", "ofset"), do="save")
    assert wrong.status_code == 422 and "ligne 2, colonne 16" in html.unescape(wrong.text)
    assert "ofset: 9" in wrong.text

    post(client, address, text=text.replace("\n", "\r\n"), do="save")
    assert steps(office) == [("only", 9)]


@pytest.mark.gate
def test_what_is_no_ladder_at_all_has_its_text_alone(client: TestClient, address: str) -> None:
    page = post(client, address, text="steps: [", do="check").text
    assert "ne peut pas être montré sous forme de formulaire" in html.unescape(page)


def test_what_would_change_is_shown_and_nothing_is_saved(
    client: TestClient, office: Office, address: str
) -> None:
    page = html.unescape(post(client, address, **form(client, address, s1_offset="8"), do="would").text)

    assert "1 un autre jour" in page and "autre jour</span>" in page
    assert "F-1" in page and fields_of(page)["s1-offset"] == "8"
    assert standing(office.app, office.id, POLICY).number == 0
    same = post(client, address, **form(client, address), do="would").text
    assert "Rien ne changerait" in same


@pytest.mark.gate
def test_versions_are_compared_and_had_back(client: TestClient, office: Office, address: str) -> None:
    for day in ("8", "9"):
        post(client, address, **form(client, address, s1_offset=day), do="save")

    page = client.get(f"{address}?before=1&after=2").text
    assert re.search(r'class="less">-\s+offset: 8', page) and re.search(r'class="more">\+\s+offset: 9', page)
    post(client, f"{address}/restore", number="1")
    assert ("friendly", 8) in steps(office)
    assert post(client, f"{address}/restore", number="77").status_code == 404
    assert post(client, f"{address}/restore", number="x").status_code == 404


@pytest.mark.gate
def test_who_was_overtaken_is_told_and_keeps_what_he_typed(
    client: TestClient, office: Office, address: str
) -> None:
    mine = form(client, address, s1_offset="8")
    post(client, address, **form(client, address, s1_offset="7"), do="save")

    answer = post(client, address, **mine, do="save")

    assert answer.status_code == 409 and fields_of(answer.text)["s1-offset"] == "8"
    assert ("friendly", 7) in steps(office)


@pytest.mark.gate
def test_a_policy_of_ones_own_begins_with_another_and_goes_again(client: TestClient, office: Office) -> None:
    listed = f"/o/{office.id}/policies"
    own = client.get(f"{listed}?name=builders&begin=gentle").headers["location"]
    assert own == f"{listed}/builders?begin=gentle"
    post(client, f"{listed}/builders", **form(client, own), do="save")
    assert "builders" in client.get(f"/o/{office.id}/policy").text

    assert post(client, f"{listed}/builders/restore", number="0").headers["location"] == listed
    assert client.get(f"{listed}/builders").status_code == 404
    assert client.get(f"{listed}/builders?begin=none").status_code == 404
    wrong = client.get(client.get(f"{listed}?name=My%20Own&begin=gentle").headers["location"])
    assert "ne peut pas être le nom d'un scénario" in html.unescape(wrong.text)


@pytest.mark.gate
def test_what_an_organisation_follows_does_not_go(client: TestClient, office: Office) -> None:
    own = f"/o/{office.id}/policies/builders"
    post(client, own, **form(client, f"{own}?begin=gentle"), do="save")
    post(client, f"/o/{office.id}/policy", policy="builders")
    assert post(client, f"{own}/restore", number="0").status_code == 409


@pytest.mark.parametrize(("look", "holds"), [("light", "max-width: 0"), ("dark", "min-width: 0")])
@pytest.mark.gate
def test_a_message_is_looked_at_by_day_and_in_the_dark(
    client: TestClient, office: Office, look: str, holds: str
) -> None:
    page = client.get(f"/o/{office.id}/message?template=firm&offset=15&language=en&look={look}").text
    assert f"@media ({holds})" in page and "prefers-color-scheme" not in page and "Invoice" in page
    for wrong in ("offset=x", "offset=15&severity=rude", "offset=9999", "offset=1&days=0"):
        assert client.get(f"/o/{office.id}/message?template=firm&{wrong}").status_code in (404, 422)


def shared(store: SqlStore) -> Mapping[str, str]:
    return {x.name: x.parts[LADDER] for x in store.shared_texts.current() if x.parts}


@pytest.mark.gate
def test_what_is_shared_counts_for_all_until_one_has_its_own(client: TestClient, office: Office) -> None:
    other = Office(office.store, policy="standard")
    everyones = f"/o/{office.id}/shared-policies/standard"
    post(client, everyones, **form(client, everyones, s1_offset="8"), do="save")

    assert ("friendly", 8) in steps(office) and ("friendly", 8) in steps(other)
    own = f"/o/{other.id}/policies/standard"
    post(client, own, **form(client, own, s1_offset="9"), do="save")
    assert ("friendly", 8) in steps(office) and ("friendly", 9) in steps(other)
    assert "Suivre de nouveau le commun" in client.get(own).text
    post(client, f"{own}/restore", number="0")
    assert ("friendly", 8) in steps(other)
    assert "commun à l'installation" in html.unescape(client.get(own).text)


def test_only_who_owns_the_installation_changes_what_is_shared(office: Office) -> None:
    theirs = visitor(pages_of(office))
    sign_in(theirs, office.store, user(office.store, "bea@atelier.example", UserRole.OWNER, office.id))
    everyones = f"/o/{office.id}/shared-policies/standard"

    assert theirs.get(everyones).status_code == 403
    for path in (everyones, f"{everyones}/check", f"{everyones}/restore"):
        assert post(theirs, path, text="steps: []", number="0", do="save").status_code == 403
    assert shared(office.store) == {}
    assert "Pour toutes les entreprises" not in theirs.get(f"/o/{office.id}/policies/standard").text


@pytest.mark.parametrize(
    ("does", "typed", "status"),
    [
        ("", {"number": "9" * 5000}, 404),
        ("save", {"seen": "9" * 5000}, 303),
        ("add", {"s0-offset": "9" * 5000}, 200),
        ("remove-" + "9" * 5000, {}, 200),
    ],
)
def test_a_number_of_any_length_is_no_fault(
    client: TestClient, address: str, does: str, typed: Mapping[str, str], status: int
) -> None:
    if not does:
        assert post(client, f"{address}/restore", **typed).status_code == status
        return
    known = {"s0-id": "a"} if does == "add" else form(client, address)

    assert post(client, address, **{**known, **typed}, do=does).status_code == status
