"""What the owner does with the addresses that are told what happens; each of it is written down once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from connector.channels.hooks import HttpHooks
from connector.core.hooks import Answer, DeliveryState, Happening, Said, WhyOff, key_of
from connector.store.schema_sending import audit_events
from connector.usecases import hooks
from connector.usecases.application import Application
from connector.usecases.daily import daily_facts
from connector.usecases.delivering import deliver
from connector.usecases.hooks import NoHook, WhyNoHook
from connector.usecases.outlook import outlook
from connector.usecases.today import today
from connector.usecases.unfit import NotThere
from tests.scenarios.listening import ADDRESS
from tests.scenarios.office import Office
from tests.usecases.test_delivering import Sender, forward, log, tell

ANNA = "anna@atelier.example"


@pytest.fixture
def sender() -> Sender:
    return Sender()


@pytest.fixture
def app(office: Office, sender: Sender) -> Application:
    return office.make_app(hook_sender=sender)


def add(app: Application, office: Office, *kinds: str, address: str = ADDRESS) -> tuple[Any, str]:
    return hooks.add_endpoint(app, office.id, address, kinds, ANNA)


def now_of(app: Application, office: Office, endpoint_id: str) -> Any:
    return hooks.logged(app, office.id, endpoint_id, 9)[0]


def noted(office: Office) -> list[str]:
    """What was written down of webhooks, in order."""
    mine = select(audit_events.c.what).where(audit_events.c.organisation_id == office.id)
    with office.store.engine.connect() as connection:
        found = connection.execute(mine.order_by(audit_events.c.number)).scalars().all()
    return [x for x in found if x.startswith("webhook.")]


def why(refused: pytest.ExceptionInfo[NoHook]) -> WhyNoHook:
    return refused.value.why


def test_an_address_is_added_with_a_secret_of_its_own(app: Application, office: Office) -> None:
    made, secret = add(app, office, "invoice.paid")

    assert len(key_of(secret)) == 32
    assert hooks.endpoints(app, office.id) == (made,)
    with office.store.reading(office.id) as unit:
        assert unit.hooks.secrets(made.id, office.now()) == (secret,)
    assert noted(office) == ["webhook.added"]


def test_a_form_that_is_sent_twice_adds_one(app: Application, office: Office) -> None:
    add(app, office)

    with pytest.raises(NoHook) as refused:
        add(app, office, "invoice.paid")

    assert why(refused) is WhyNoHook.THERE
    assert len(hooks.endpoints(app, office.id)) == 1


def test_there_is_an_end_to_how_many(app: Application, office: Office) -> None:
    for n in range(hooks.MOST):
        add(app, office, address=f"{ADDRESS}/{n}")

    with pytest.raises(NoHook) as refused:
        add(app, office)

    assert why(refused) is WhyNoHook.MOST


def test_an_address_inside_and_an_event_that_is_none_are_refused(office: Office) -> None:
    real = office.make_app(hook_sender=HttpHooks())
    with pytest.raises(NoHook) as inside:
        add(real, office, address="https://10.0.0.8/")
    with pytest.raises(NoHook) as unknown:
        add(real, office, "test")
    with pytest.raises(NoHook) as nowhere:
        add(office.app, office)

    assert [why(x).value for x in (inside, unknown, nowhere)] == ["address", "kinds", "address"]


def test_what_it_is_told_can_be_changed_and_is_noted_once(app: Application, office: Office) -> None:
    made, _ = add(app, office)

    for _ in range(2):
        hooks.change_kinds(app, office.id, made.id, ("task.opened",), ANNA)
    with pytest.raises(NoHook):
        hooks.change_kinds(app, office.id, made.id, ("nothing",), ANNA)

    assert now_of(app, office, made.id).kinds == ("task.opened",)
    assert noted(office) == ["webhook.added", "webhook.changed"]


def test_a_secret_is_changed_once_by_a_form_that_is_sent_twice(app: Application, office: Office) -> None:
    made, first = add(app, office)
    mark = hooks.mark_of(made)

    second = hooks.rotate(app, office.id, made.id, mark, ANNA)
    with pytest.raises(NoHook) as refused:
        hooks.rotate(app, office.id, made.id, mark, ANNA)

    assert why(refused) is WhyNoHook.NEWER
    day = timedelta(hours=24)
    with office.store.reading(office.id) as unit:
        during, after = (unit.hooks.secrets(made.id, office.now() + x) for x in (timedelta(0), day))
    assert (during, after) == ((second, first), (second,))
    assert hooks.mark_of(now_of(app, office, made.id)) != mark


def test_what_waits_while_it_is_off_is_told_once_it_is_on_again(
    app: Application, office: Office, sender: Sender
) -> None:
    made, _ = add(app, office)
    tell(office, 1)

    for _ in range(2):
        hooks.switch(app, office.id, made.id, False, ANNA)
    deliver(app, office.id)
    before = len(sender.posted)
    hooks.switch(app, office.id, made.id, True, ANNA)
    deliver(app, office.id)

    assert (before, sender.numbers) == (0, [1])
    assert noted(office)[1:] == ["webhook.switched_off", "webhook.switched_on"]


def test_it_is_removed_once(app: Application, office: Office) -> None:
    made, _ = add(app, office)

    for _ in range(2):
        hooks.remove(app, office.id, made.id, ANNA)

    assert hooks.endpoints(app, office.id) == ()
    assert noted(office) == ["webhook.added", "webhook.removed"]
    with pytest.raises(NotThere):
        hooks.logged(app, office.id, made.id, 9)


def test_a_test_goes_right_away_though_the_address_was_resting(
    app: Application, office: Office, sender: Sender
) -> None:
    made, _ = add(app, office, "invoice.paid")
    with office.store.writing(office.id) as unit:
        unit.hooks.change(made.id, rest_until=office.now() + timedelta(minutes=5))

    hooks.try_endpoint(app, office.id, made.id, ANNA)

    (delivery,) = log(office, made.id)
    assert (delivery.kind, delivery.state) == (Happening.TEST, DeliveryState.DELIVERED)
    with pytest.raises(NotThere):
        hooks.try_endpoint(app, office.id, "nothing", ANNA)


def test_one_event_is_sent_once_more_with_the_same_id(
    app: Application, office: Office, sender: Sender
) -> None:
    made, _ = add(app, office)
    tell(office, 1)
    deliver(app, office.id)

    hooks.send_again(app, office.id, made.id, log(office, made.id)[0].event_id, ANNA)

    assert len(sender.posted) == 2
    assert len(set(sender.ids)) == 1
    with pytest.raises(NotThere):
        hooks.send_again(app, office.id, made.id, "nothing", ANNA)


@pytest.mark.parametrize(("said", "what"), [(410, "off"), (400, "dead"), (None, "none")])
def test_trouble_is_told_on_the_first_page_and_in_the_daily_mail(
    app: Application, office: Office, sender: Sender, said: int | None, what: str
) -> None:
    made, _ = add(app, office)
    sender.answers = [] if said is None else [Answer(Said.ANSWERED, said)] * 20
    tell(office, 1)
    while (one := log(office, made.id)[0]).due_at and not now_of(app, office, made.id).off_at:
        office.clock.moment = one.due_at
        deliver(app, office.id)

    with office.store.reading(office.id) as unit:
        alarms = daily_facts(outlook(app, unit, office.now()), unit).alarms
    found = today(app, office.id).hooks
    forward(office, days=2)
    later = today(app, office.id).hooks

    named = [(x.kind.value, x.count, x.name) for x in alarms if x.kind.value.startswith("webhook")]
    expected = {"off": [("webhook_off", 0, ADDRESS)], "dead": [("webhook_dead", 1, ADDRESS)], "none": []}
    assert named == expected[what]
    assert [x.endpoint.id for x in found] == [made.id] * len(named)
    assert len(later) == (what == "off")
    assert now_of(app, office, made.id).why_off == (WhyOff.GONE if what == "off" else None)
