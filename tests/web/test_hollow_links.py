"""By a customer's link one speaks for him: who reads a message in the house gets none that opens."""

import html
import re

import pytest

from connector.core.accounts import UserRole
from connector.core.invoice import Mode
from connector.core.texts import NOTHING_WRITTEN, TextKind
from connector.store.engine import SqlStore
from connector.usecases.approve import approve_shown, place
from connector.usecases.texts import Which, save
from tests.scenarios.office import Office
from tests.scenarios.test_page_links_told import LINKS
from tests.web.browsing import ADDRESS, OWNER, pages_of, sign_in, user, visitor

SUBJECT = "{{ page_link|replace('/c/', ' ') if page_link else 'x' }}\n"


@pytest.fixture
def office(store: SqlStore) -> Office:
    made = Office(store, mode=Mode.APPROVE, owner_email="patron@atelier.example")
    made.app = made.make_app(links=LINKS, page_link=ADDRESS)
    made.invoice("F-2", "2026-08-27", 900_00, customer="Durand")
    made.sync()
    parts = {**made.app.renderer.parts("fr/friendly", NOTHING_WRITTEN), "subject.txt": SUBJECT}
    save(made.app, made.id, Which(TextKind.TEMPLATE, "fr/friendly"), parts, OWNER)
    made.plan()
    return made


def tokens(page: str) -> list[str]:
    return re.findall(r"[A-Za-z0-9_-]{70,}", html.unescape(page).replace("csrf", ""))


def opens(office: Office, token: str) -> bool:
    return visitor(pages_of(office)).get(f"/c/{token}").status_code == 200


def test_what_is_read_before_it_leaves_bears_links_that_open_nothing(office: Office) -> None:
    client = visitor(pages_of(office))
    sign_in(client, office.store, user(office.store, "a@b.example", UserRole.APPROVER, office.id))
    (reminder,) = office.reminders()

    page = client.get(f"/o/{office.id}/approvals/{reminder.id}").text

    assert f"{ADDRESS} " in page
    assert not [x for x in tokens(page) if opens(office, x)]


def test_what_left_is_shown_without_its_link_wherever_that_stands(office: Office) -> None:
    client = visitor(pages_of(office))
    sign_in(client, office.store, user(office.store, "a@b.example", UserRole.VIEWER, office.id))
    (reminder,) = office.reminders()
    shown = place(office.app, office.id, reminder.id)
    assert shown is not None
    approve_shown(office.app, office.id, {reminder.id: shown.shown.seal}, OWNER)
    office.send()
    (stored,) = tokens(next(x.subject for x in office.reminders() if x.subject) or "")
    assert opens(office, stored)

    for path in (
        "sent",
        f"sent/{reminder.id}",
        f"sent/{reminder.id}/html",
        f"customers/{reminder.customer_id}",
    ):
        answer = client.get(f"/o/{office.id}/{path}")
        assert answer.status_code == 200 and stored not in answer.text
