"""Hostile names, from the source to the bytes of the message (35)."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from connector.channels.compose import composed
from connector.core.source import SourceCustomer
from connector.usecases import to_do
from connector.usecases.plan import plan_row
from tests.scenarios.office import Office

NAMES = [
    "Smith\r\nBcc: all@example.com",
    "<script>alert(1)</script>",
    "{{ config }}{% for x in range(9) %}x{% endfor %}",
    "شركة " * 60,
    "Boulangerie 🥐",
    'O\'Brien & "Sons" <x@y.example>',
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("step", ["friendly", "firm"])
def test_a_hostile_name_is_harmless_in_every_header_and_page(
    story: Callable[..., Office], name: str, step: str
) -> None:
    """35."""
    office = story(name=f"Atelier {name} {step}")
    office.account.customers["C"] = SourceCustomer("C", name, ("dupont@dupont.example",))
    office.invoice("F-1\r\nX: y" if "\r" in name else "F-1", "2026-09-03", customer="C")
    office.sync()

    office.cycle("2026-09-08" if step == "friendly" else "2026-09-18")
    outgoing = office.mail.delivered[0].message
    message = message_from_bytes(composed(outgoing, is_utf8=True), EmailMessage, policy=policy.default)

    assert message["Bcc"] is None
    assert message["X"] is None
    assert message["To"] == "dupont@dupont.example"
    assert len(str(message["Subject"]).splitlines()) == 1
    assert "<script>" not in outgoing.html
    assert ("xxxxxxxxx" not in outgoing.text) and ("{{" not in name or "{{ config }}" in outgoing.text)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_is_one_line_of_the_plan_and_of_a_task(
    story: Callable[..., Office], name: str
) -> None:
    """35."""
    office = story()
    office.account.customers["C"] = SourceCustomer("C", name)
    office.invoice("F-1", "2026-09-03", customer="C")

    office.cycle("2026-09-08")
    rows = [plan_row(x) for x in office.plan()]
    task = to_do.tasks(office.app, office.id)[0]

    assert [(row["action"], row["reason"]) for row in rows] == [("task", "no_address")]
    assert task.kind == "task"
