"""The made-up company: what a visitor finds, and what happens when he moves the day."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from connector.bootstrap import demo_settings
from connector.core.accounts import UserRole
from connector.core.history import Sort, State
from connector.core.message import Reminder
from connector.demo.company import company
from connector.demo.people import PASSWORD, PEOPLE, Person
from connector.demo.run import Demo
from connector.demo.story import story
from tests.demo.conftest import FIRST_DAY
from tests.web.browsing import csrf

FIRST = FIRST_DAY.date()


def organisation_id(demo: Demo) -> str:
    return demo.installation.app.store.directory.all()[0].id


def sent(demo: Demo) -> list[Reminder]:
    """What really left, calls and letters apart."""
    with demo.installation.app.store.reading(organisation_id(demo)) as unit:
        found = unit.reminders.in_states((State.SENT,))
    return [x for x in found if x.message_id is not None]


def told_of_cards(demo: Demo) -> list[tuple[date, str, str]]:
    """Day, customer and step of every message about a failed charge."""
    with demo.installation.app.store.reading(organisation_id(demo)) as unit:
        charges = [x for x in unit.reminders.in_states((State.SENT,)) if x.sort is Sort.CHARGE]
        names = {x.id: unit.ledger.customer(x.customer_id).name for x in charges}
    return [(x.left_on, names[x.id], x.step_id) for x in charges if x.left_on is not None]


def move(demo: Demo, days: int) -> None:
    assert demo.days.move(days)
    demo.days.wait()
    assert demo.days.fault is None


def reach(demo: Demo, day: date) -> None:
    """It is that day, or a later one already."""
    while demo.days.today < day:
        move(demo, 7)


def press(client: TestClient, days: object, **headers: str) -> Response:
    """The button on the first page."""
    fields = {"csrf": csrf(client.get("/").text)}
    answer: Response = client.post(
        f"/demo/clock?days_ahead={days}", data=fields, headers=ours(client) | headers
    )
    return answer


def ours(client: TestClient) -> dict[str, str]:
    return {"origin": str(client.base_url)}


class TestTheFirstDay:
    def test_there_are_some_three_hundred_invoices(self) -> None:
        book = company(FIRST).book

        assert 230 <= len(book.entries) <= 320
        assert {entry.debtor.country for entry in book.entries.values()} == {"FR", "GB", "DE", "US"}
        assert {entry.debtor.currency for entry in book.entries.values()} == {"EUR", "GBP", "USD"}

    def test_the_same_day_makes_the_same_company_and_the_same_story(self) -> None:
        one, other = company(FIRST), company(FIRST)

        assert one == other
        assert story(one, (), FIRST) == story(other, (), FIRST)

    def test_one_cycle_is_done(self, demo: Demo) -> None:
        first = [x for x in sent(demo) if x.left_on == FIRST]

        assert len(first) >= 15
        assert {x.language for x in first} >= {"fr", "en"}
        assert demo.catcher.count >= len(first)

    def test_its_settings_read_nothing_of_this_machine(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RELANCE_DATABASE_URL", "postgresql://real.example/books")
        monkeypatch.setenv("RELANCE_SMTP_URL", "smtp://real.example")
        monkeypatch.setenv("RELANCE_ANYBODY_API_KEY", "real")

        settings = demo_settings(tmp_path, "http://127.0.0.1:8000", "smtp://127.0.0.1:25", "a@a.example", {})

        assert settings.database == f"sqlite:///{tmp_path / 'relance.sqlite'}"
        assert settings.smtp_url == "smtp://127.0.0.1:25"
        assert dict(settings.provider_settings("anybody")) == {}


class TestTheClock:
    def test_a_day_goes_by_on_the_button(self, demo: Demo, client: TestClient) -> None:
        before = demo.days.today

        answer = press(client, 1, referer=f"{ours(client)['origin']}/demo/inbox")
        demo.days.wait()

        assert (answer.status_code, answer.headers["location"]) == (303, "/demo/inbox")
        assert demo.days.today == before + timedelta(days=1)

    @pytest.mark.parametrize("headers", [{}, {"origin": "http://evil.example"}, {"origin": "null"}])
    def test_another_page_cannot_move_it(
        self, demo: Demo, client: TestClient, headers: dict[str, str]
    ) -> None:
        before = demo.days.today

        answer = client.post("/demo/clock?days_ahead=1", headers=headers)
        demo.days.wait()

        assert answer.status_code == 403
        assert demo.days.today == before

    @pytest.mark.parametrize("days", ["0", "-1", "365", "x"])
    def test_it_moves_by_a_day_or_a_week_alone(self, demo: Demo, client: TestClient, days: str) -> None:
        before = demo.days.today

        press(client, days)
        demo.days.wait()

        assert demo.days.today == before

    def test_a_way_back_that_is_not_ours_leads_home(self, demo: Demo, client: TestClient) -> None:
        answer = press(client, 1, referer="http://a.example//b.example")
        demo.days.wait()

        assert answer.headers["location"] == "/"

    def test_a_second_click_waits_for_the_first(self, demo: Demo) -> None:
        before = demo.days.today

        answers = [demo.days.move(1), demo.days.move(7)]
        demo.days.wait()

        assert answers == [True, False]
        assert demo.days.today == before + timedelta(days=1)


class TestAWeek:
    def test_reminders_leave_on_business_days_alone(self, demo: Demo) -> None:
        reach(demo, FIRST + timedelta(days=7))
        days = {x.left_on for x in sent(demo) if x.left_on}

        assert max(days) > FIRST
        assert {day.isoweekday() for day in days} <= {1, 2, 3, 4, 5}

    def test_a_payment_ends_it(self, demo: Demo) -> None:
        reach(demo, FIRST + timedelta(days=7))
        paid = {n: x.paid_on for n, x in demo.book.entries.items() if x.open == 0 and x.paid_on}

        after = [
            (line.number, reminder.left_on)
            for reminder in sent(demo)
            for line in reminder.live_lines
            if line.number in paid and reminder.left_on and reminder.left_on >= paid[line.number]
        ]

        assert any(x > FIRST for x in paid.values())
        assert after == []

    def test_no_step_of_an_invoice_leaves_twice(self, demo: Demo) -> None:
        said = [(line.number, line.step_id) for reminder in sent(demo) for line in reminder.live_lines]

        assert len(said) == len(set(said))


class TestFailedCharges:
    def test_two_failed_before_the_visitor_came_and_their_customers_know(self, demo: Demo) -> None:
        first = {name for on, name, step in told_of_cards(demo) if step == "failed" and on <= FIRST}

        assert first == {"Fennimore Coaching Ltd", "Coworking Les Halles"}

    def test_one_recovers_by_itself_one_by_another_card_and_two_are_written_to_again(
        self, demo: Demo
    ) -> None:
        reach(demo, FIRST + timedelta(days=14))

        again = {name for _, name, step in told_of_cards(demo) if step == "again"}

        assert again == {"Fennimore Coaching Ltd", "Bäckerei Sonntag"}
        assert {name for _, name, step in told_of_cards(demo) if step == "failed"} - again == {
            "Coworking Les Halles",
            "Torrent Fitness LLC",
        }


class TestTheInbox:
    def test_it_lists_what_arrived(self, demo: Demo, client: TestClient) -> None:
        newest = demo.catcher.all()[-1]

        page = client.get("/demo/inbox").text

        assert f"/demo/inbox/{newest.number}" in page
        assert newest.rcpt_to[0] in page

    def test_a_message_is_shown_as_text_and_in_a_sandbox(self, demo: Demo, client: TestClient) -> None:
        newest = demo.catcher.all()[-1]

        page = client.get(f"/demo/inbox/{newest.number}").text
        frame = client.get(f"/demo/inbox/{newest.number}/html")

        assert "<iframe" in page and " sandbox " in page and "mail-text" in page
        assert frame.text == newest.html
        assert frame.headers["content-security-policy"].startswith("sandbox;")

    def test_the_owner_gets_a_mail_a_day(self, demo: Demo) -> None:
        owners = [x for x in demo.catcher.all() if x.rcpt_to == ("camille@ateliers-lumen.example",)]

        assert owners

    def test_a_hostile_name_reached_its_customer_as_text(self, demo: Demo) -> None:
        letters = [x for x in demo.catcher.all() if x.rcpt_to == ("compta@balises.example",)]

        assert letters
        assert all("<script" not in x.html for x in letters)
        assert any("<script>" in x.text for x in letters)

    def test_a_message_that_never_came_is_a_page_that_is_not_there(self, client: TestClient) -> None:
        assert client.get("/demo/inbox/999999").status_code == 404


class TestWhoIsIn:
    def test_a_visitor_is_the_owner_without_signing_in(self, client: TestClient) -> None:
        page = client.get("/")

        assert page.status_code == 200
        assert PEOPLE[0].email in page.text
        assert client.get("/users").status_code == 200

    def test_once_out_the_page_shows_who_may_sign_in(self, client: TestClient) -> None:
        out = client.post("/sign-out", data={"csrf": csrf(client.get("/").text)}, headers=ours(client))
        page = client.get(out.headers["location"]).text

        assert PASSWORD in page
        assert [x.email for x in PEOPLE if x.email not in page] == []

    @pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.role.value)
    def test_each_of_them_signs_in_with_his_own_role(self, client: TestClient, person: Person) -> None:
        fields = {"csrf": csrf(client.get("/sign-in").text), "email": person.email, "password": PASSWORD}

        entered = client.post("/sign-in", data=fields, headers=ours(client))

        assert entered.status_code == 303
        assert client.get("/").status_code == 200
        assert client.get("/users").status_code == (200 if person.role is UserRole.OWNER else 403)

    def test_a_form_without_a_session_makes_nobody_a_guest(self, client: TestClient) -> None:
        assert client.post("/demo/clock?days_ahead=1", headers=ours(client)).status_code == 303
        assert client.cookies == {}
