"""What the mail server does not take says why, since when, and when it is tried again."""

from datetime import timedelta

from connector.channels.reasons import DeliveryReason
from connector.core.history import State
from connector.usecases.today import today
from connector.usecases.tried_again import TriedAgain, tried_again
from tests.scenarios.office import Office


def broken(office: Office, *reasons: DeliveryReason) -> None:
    """So many messages, each broken off for its reason."""
    for customer, reason in zip(("Dupont", "Durand"), reasons, strict=False):
        office.invoice(f"F-{customer}", "2026-09-10", customer=customer)
        office.mail.break_off(reason)
    office.sync()
    office.cycle("2026-09-15")


def test_where_all_were_taken_nothing_waits(office: Office) -> None:
    office.invoice("F-1", "2026-09-10")
    office.sync()
    office.cycle("2026-09-15")

    assert tried_again(office.app, office.id) == ()
    assert today(office.app, office.id).mail == ()


def test_a_wrong_password_is_said_once_for_all_it_holds_up(office: Office) -> None:
    broken(office, DeliveryReason.SMTP_AUTH, DeliveryReason.SMTP_AUTH)
    began = office.now()

    (found,) = tried_again(office.app, office.id)

    assert found == TriedAgain("smtp_auth", 2, began, began + timedelta(minutes=15))
    assert found.is_server
    assert today(office.app, office.id).mail == (found,)


def test_it_is_known_since_the_first_try(office: Office) -> None:
    broken(office, DeliveryReason.SMTP_AUTH)
    began = office.now()
    office.clock.moment += timedelta(minutes=20)
    office.mail.break_off(DeliveryReason.SMTP_AUTH)
    office.send()

    (found,) = tried_again(office.app, office.id)

    assert (found.since, found.next_at) == (began, office.now() + timedelta(hours=1))


def test_a_recipient_s_own_trouble_is_no_trouble_with_the_server(office: Office) -> None:
    broken(office, DeliveryReason.MAILBOX_FULL, DeliveryReason.CONNECTION)

    found = tried_again(office.app, office.id)

    assert {(x.reason, x.count, x.is_server) for x in found} == {
        ("mailbox_full", 1, False),
        ("connection", 1, True),
    }
    assert [x.reason for x in today(office.app, office.id).mail] == ["connection"]


def test_what_left_at_the_next_try_waits_no_more(office: Office) -> None:
    broken(office, DeliveryReason.SMTP_AUTH)
    office.clock.moment += timedelta(minutes=20)
    office.send()

    assert [x.state for x in office.reminders()] == [State.SENT]
    assert tried_again(office.app, office.id) == ()
