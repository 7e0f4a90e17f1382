"""Through the provider: one invoice is mailed by its own account, once; whatever else, by our own mailer."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from connector.core.errors import (
    Ambiguous,
    AuthExpired,
    Malformed,
    RateLimited,
    Refused,
    Rejected,
    Unavailable,
)
from connector.core.history import State
from connector.usecases.disconnecting import disconnect
from connector.usecases.people import release
from connector.usecases.send import preview, released, send
from connector.usecases.through_provider import channel_for
from connector.usecases.to_do import resolve, tasks
from connector.usecases.whom import Whom
from tests.scenarios.office import Office, connection_of

Story = Callable[..., Office]

LATER = datetime(2026, 9, 9, 12, tzinfo=UTC)
LOST = Ambiguous("It gave no answer: it may have been done.")
NO = Rejected("It refused: the contact has no address.")


@pytest.fixture
def account(story: Story) -> Callable[..., Office]:
    """An organisation whose account mails invoices by itself, with one late since 3 September."""

    def made(policy: str = "account", can_send: bool = True, **settings: object) -> Office:
        office = story(policy=policy, **settings)
        office.account.can_send = can_send
        office.invoice("F-1", "2026-09-03")
        office.sync()
        return office

    return made


def keys(office: Office) -> list[str]:
    """What each attempt bore in place of its reminder's id."""
    ids = {x.id: f"reminder {n}" for n, x in enumerate(office.reminders(), 1)}
    return [f"{ids[key[:36]]}{key[36:]}" for _, key in office.account.mailed]


def ends(office: Office) -> list[tuple[str, str, str | None]]:
    return [(x.channel.value, x.state.value, x.reason) for x in office.reminders()]


class TestThePlainCase:
    def test_the_account_mails_the_invoice_once_and_we_write_nothing(self, account: Story) -> None:
        office = account()

        office.days("2026-09-08", "2026-09-17")

        assert office.account.mailed[0][0] == "F-1"
        assert keys(office) == ["reminder 1-1"]
        assert office.steps() == [("2026-09-08", "F-1", "friendly")]
        assert (office.mail.delivered, office.tasks()) == ([], [])

    def test_it_is_recorded_with_whom_the_account_names_and_without_words(self, account: Story) -> None:
        office = account()

        office.cycle("2026-09-08")

        (sent,) = office.reminders()
        with office.store.reading(office.id) as unit:
            answers = [(x.address, x.verdict, x.code) for x in unit.reminders.answers(sent.id)]
        assert (sent.state, sent.reason, sent.text, sent.html) == (State.SENT, "provider_sent", "", "")
        assert answers == [("dupont@dupont.example", "accepted", 250)]

    def test_it_names_no_day_to_pay_by_so_the_firm_step_comes_on_its_own_day(self, account: Story) -> None:
        office = account()

        office.days("2026-09-08", "2026-09-18")

        assert [x.live_lines[0].deadline_days for x in office.reminders()] == [None, 7]
        assert [x.channel for x in office.reminders()] == ["provider", "email"]

    def test_a_formal_notice_follows_a_reminder_of_our_own_alone(self, account: Story) -> None:
        office = account("account-or-mail")
        office.days("2026-09-08", "2026-09-30")

        assert office.reason("F-1") == "ladder_finished"
        assert len(office.account.mailed) == 2

    def test_it_takes_a_turn_of_the_day(self, account: Story) -> None:
        office = account(daily_cap=1)
        office.invoice("F-2", "2026-09-03", customer="Durand")

        office.cycle("2026-09-08")

        assert len(office.account.mailed) == 1

    def test_nothing_is_asked_of_the_account_that_a_mail_of_ours_needs(self, account: Story) -> None:
        office = account(sender=None)
        office.app = office.make_app(documents=None, channels={})

        office.cycle("2026-09-08")

        assert ends(office) == [("provider", "sent", "provider_sent")]

    def test_a_preview_has_no_words(self, account: Story) -> None:
        office = account()
        office.cycle("2026-09-08T08:00")
        office.at("2026-09-08T09:00")

        (shown,) = preview(office.app, office.id)

        assert shown.message is not None
        assert (shown.message.text, shown.message.to) == ("", ())

    def test_a_paid_invoice_is_never_mailed(self, account: Story) -> None:
        office = account()
        office.cycle("2026-09-08T08:00")
        office.account.pay("F-1")

        office.cycle("2026-09-08T09:00")

        assert (office.account.mailed, ends(office)) == ([], [("provider", "cancelled", "paid")])


class TestWhatTheAccountAnswers:
    @pytest.mark.parametrize("error", [LOST, Malformed("That is no answer.")])
    def test_what_may_have_left_is_unknown_and_never_sent_again_by_itself(
        self, account: Story, error: Exception
    ) -> None:
        office = account()
        office.account.troubles = [error]

        office.days("2026-09-08", "2026-09-16")

        assert ends(office) == [("provider", "unknown", "provider_unclear")]
        assert (len(office.account.mailed), office.tasks()) == (1, ["unknown"])

    @pytest.mark.parametrize(("word", "tries"), [("sent", 1), ("not-sent", 2)])
    def test_a_person_says_what_became_of_it(self, account: Story, word: str, tries: int) -> None:
        office = account()
        office.account.troubles = [LOST]
        office.cycle("2026-09-08")
        (waiting,) = tasks(office.app, office.id)

        resolve(office.app, office.id, waiting.id, word, "Anna")
        office.days("2026-09-09", "2026-09-14")

        assert len(office.account.mailed) == tries
        assert keys(office) == ["reminder 1-1", "reminder 2-1"][:tries]

    @pytest.mark.parametrize(
        ("error", "reason"),
        [
            (Unavailable("It cannot be reached."), "provider_later"),
            (AuthExpired("Connect it again."), "provider_shut"),
        ],
    )
    def test_what_surely_did_not_leave_is_tried_again_under_another_key(
        self, account: Story, error: Exception, reason: str
    ) -> None:
        office = account()
        office.account.troubles = [error]

        first = office.cycle("2026-09-08T09:00")
        office.cycle("2026-09-08T09:10")
        office.cycle("2026-09-08T09:20")

        assert [(x.state, x.reason) for x in first] == [("retry", reason)]
        assert ends(office) == [("provider", "sent", "provider_sent")]
        assert keys(office) == ["reminder 1-1", "reminder 1-2"]

    def test_a_pause_that_the_account_asks_for_is_kept(self, account: Story) -> None:
        office = account()
        office.account.troubles = [RateLimited("Too many calls.", LATER)]
        office.cycle("2026-09-08T09:00")

        office.cycle("2026-09-09T09:00")
        waited = len(office.account.mailed)
        office.cycle("2026-09-09T14:00")

        assert (waited, len(office.account.mailed)) == (1, 2)
        assert ends(office) == [("provider", "sent", "provider_sent")]

    def test_a_refusal_is_a_failure_with_the_account_s_words(self, account: Story) -> None:
        office = account()
        office.account.troubles = [NO]

        office.days("2026-09-08", "2026-09-14")

        assert ends(office) == [("provider", "failed", "provider_refused")]
        assert [(x.kind, x.detail) for x in tasks(office.app, office.id)] == [("delivery_failed", str(NO))]
        assert (len(office.account.mailed), office.reason("F-1")) == (1, "delivery_failed")

    def test_after_a_refusal_it_is_tried_again_once_a_person_releases_it(self, account: Story) -> None:
        office = account()
        office.account.troubles = [NO]
        office.cycle("2026-09-08")
        office.at("2026-09-09")

        release(office.app, office.id, Whom(number="F-1"), None, "Anna")
        office.cycle()
        office.cycle("2026-09-10")

        assert [x[:2] for x in ends(office)] == [("provider", "failed"), ("provider", "sent")]
        assert office.tasks() == []

    def test_an_account_that_was_disconnected_meanwhile_sends_nothing(self, account: Story) -> None:
        office = account()
        office.cycle("2026-09-08T08:00")
        office.at("2026-09-08T09:00")
        read = office.account.read

        def read_and_leave(source_ids: object) -> object:
            found = read(source_ids)  # type: ignore[arg-type]
            disconnect(office.app, office.id, connection_of(office).id, "Anna")
            return found

        office.account.read = read_and_leave  # type: ignore[assignment, method-assign]
        send(office.app, office.id)

        assert office.account.mailed == []

    def test_nothing_opens_an_account_that_is_no_longer_connected(self, account: Story) -> None:
        office = account()
        office.cycle("2026-09-08T08:00")
        (planned,) = office.reminders()
        disconnect(office.app, office.id, connection_of(office).id, "Anna")

        with pytest.raises(Refused, match="no longer connected"):
            channel_for(office.app, office.id, planned)

    def test_what_cannot_be_opened_is_given_back_before_the_intent(self, account: Story) -> None:
        office = account()

        def shut(*_: object) -> object:
            raise Refused("It cannot be opened.")

        office.app = office.make_app(through_provider=shut)
        office.cycle("2026-09-08")

        assert ends(office) == [("provider", "approved", "It cannot be opened.")]

    def test_who_dies_in_the_middle_leaves_an_unknown(self, account: Story) -> None:
        office = account()
        office.account.troubles = [RuntimeError("the light went out")]
        office.cycle("2026-09-08T09:00")

        assert [x.state for x in office.reminders()] == ["sending"]
        assert released(office.app, office.id) == ()


class TestOurOwnMailerInstead:
    def test_where_the_account_cannot_send(self, account: Story) -> None:
        office = account(can_send=False)

        office.cycle("2026-09-08")

        assert ends(office) == [("email", "sent", "sent")]
        assert office.account.mailed == []

    def test_several_due_invoices_of_a_customer_go_in_one_voice(self, account: Story) -> None:
        office = account()
        office.invoice("F-2", "2026-09-03")

        office.cycle("2026-09-08")

        assert [lines for _, _, lines in office.sent()] == [(("F-1", "friendly"), ("F-2", "friendly"))]
        assert (len(office.mail.delivered), office.account.mailed) == (1, [])

    def test_a_second_invoice_that_becomes_due_before_it_left_makes_it_one_mail(self, account: Story) -> None:
        office = account()
        office.invoice("F-2", "2026-09-04")
        office.sync()
        office.cycle("2026-09-08T08:00")
        office.cycle("2026-09-09T09:00")
        office.cycle("2026-09-09T09:10")

        assert office.account.mailed == []
        assert [len(x[2]) for x in office.sent()] == [2]

    def test_two_currencies_are_two_mails_of_the_account(self, account: Story) -> None:
        office = account()
        office.invoice("F-2", "2026-09-03", currency="USD")

        office.cycle("2026-09-08")

        assert sorted(number for number, _ in office.account.mailed) == ["F-1", "F-2"]

    def test_of_a_disputed_part_the_account_would_ask_too(self, account: Story) -> None:
        office = account()
        office.at("2026-09-07")
        office.hold("dispute", "F-1", amount=30_00)

        office.cycle("2026-09-08")

        assert ends(office) == [("email", "sent", "sent")]

    def test_a_credit_is_shown_by_us_alone(self, account: Story) -> None:
        office = account()
        office.credit("C-1", 20_00, "2026-09-01")

        office.cycle("2026-09-08")

        assert ends(office) == [("email", "sent", "sent")]

    def test_an_address_that_is_no_longer_written_to_is_not_left_to_the_account(self, account: Story) -> None:
        office = account()
        with office.store.writing(office.id) as unit:
            unit.ledger.suppress("dupont@dupont.example", "550 gone", office.now())
        office.add_address("Dupont", "new@dupont.example")

        office.cycle("2026-09-08")

        assert [x.message.to for x in office.mail.delivered] == [("new@dupont.example",)]
        assert office.account.mailed == []

    def test_after_a_refusal_where_the_policy_names_it(self, account: Story) -> None:
        office = account("account-or-mail")
        office.account.troubles = [NO]
        office.cycle("2026-09-08T09:00")

        office.cycle("2026-09-08T10:00")
        office.cycle("2026-09-09T10:00")

        assert [x[:2] for x in ends(office)] == [("provider", "failed"), ("email", "sent")]
        assert (len(office.mail.delivered), office.tasks()) == (1, [])

    def test_the_next_step_asks_the_account_again(self, account: Story) -> None:
        office = account("account-or-mail")
        office.account.troubles = [NO]

        office.days("2026-09-08", "2026-09-22")

        assert [x[:2] for x in ends(office)] == [
            ("provider", "failed"), ("email", "sent"), ("provider", "sent"),
        ]  # fmt: skip

    def test_but_never_after_an_unknown(self, account: Story) -> None:
        office = account("account-or-mail")
        office.account.troubles = [LOST]

        office.days("2026-09-08", "2026-09-14")

        assert (len(office.account.mailed), office.mail.delivered) == (1, [])

    @pytest.mark.parametrize("unwanted", ["email", "provider"])
    def test_who_wants_no_mail_gets_none_from_the_account_either(self, account: Story, unwanted: str) -> None:
        office = account()
        with office.store.writing(office.id) as unit:
            (found,) = unit.ledger.find_customers("Dupont")
            unit.ledger.change_customer(found.id, opted_out=frozenset({unwanted}))

        office.cycle("2026-09-08")

        assert (office.account.mailed, office.mail.delivered) == ([], [])
        assert office.reason("F-1") == "opted_out"

    def test_without_any_address_it_is_a_task(self, account: Story) -> None:
        office = account()
        office.customer("Nemo", email="")
        office.invoice("F-9", "2026-09-03", customer="Nemo")

        office.cycle("2026-09-08")

        assert office.reason("F-9") == "no_address"
