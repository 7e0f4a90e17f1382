"""Debtors of one shared office, each with an invoice of his own, and how their pages are read and pressed."""

import html
import re
from dataclasses import dataclass
from itertools import count
from typing import Any

from starlette.testclient import TestClient

from connector.usecases.explain import Explanation, explain
from tests.scenarios.office import Office

_NUMBERS = count(1)


@dataclass(frozen=True)
class Debtor:
    """Somebody of his own for a test: he owes one invoice, for which a first step comes on 8 September."""

    office: Office
    name: str
    number: str

    @property
    def place(self) -> str:
        with self.office.store.reading(self.office.id) as unit:
            customer_id = unit.ledger.find_customers(self.name)[0].id
        return f"/o/{self.office.id}/customers/{customer_id}"

    @property
    def told(self) -> Explanation:
        return explain(self.office.app, self.office.id, self.number)

    @property
    def invoice(self) -> str:
        return f"/o/{self.office.id}/invoices/{self.told.invoice.id}"

    @property
    def reason(self) -> str:
        return self.office.reason(self.number)


def debtor(office: Office, due_on: str = "2026-09-03") -> Debtor:
    n = next(_NUMBERS)
    made = Debtor(office, f"Dupont{n}", f"F-{n}")
    office.customer(made.name, country="FR")
    office.invoice(made.number, due_on, 1234_56, customer=made.name)
    office.sync()
    return made


def words(text: str) -> str:
    """What is read on a page."""
    bare = re.sub(r"<[^>]+>", " ", text)
    return re.sub(r"\s+", " ", html.unescape(bare))


def read(client: TestClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def follow(client: TestClient, answer: Any) -> str:
    """The page to which a form leads."""
    assert answer.status_code == 303, words(answer.text)
    return read(client, answer.headers["location"])


def press(client: TestClient, text: str, label: str) -> str:
    """Presses the button of that name in the words of a page, by the form around it."""
    forms = re.findall(r'<form method="post" action="([^"]+)">(.*?)</form>', text, re.DOTALL)
    action, inside = next((a, x) for a, x in forms if f">{label}<" in x)
    known = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inside))
    return follow(client, client.post(action, data=known, headers={"origin": str(client.base_url)}))
