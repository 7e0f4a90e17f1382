"""The made-up company with everything that a page of ours can show, and who may look at it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyotp
from starlette.testclient import TestClient

from connector.core.accounts import UserRole
from connector.core.bulk import Chosen, Deed, Order
from connector.core.invoice import Mode, Organisation
from connector.core.tasks import Task, TaskKind
from connector.core.views import ListOf
from connector.demo.people import PASSWORD
from connector.demo.run import Demo
from connector.usecases import accounts, batches, invitations, second_factor, works
from connector.usecases.accounts import Entrance
from connector.usecases.hooks import add_endpoint
from connector.usecases.ledger_files import keep_file
from connector.usecases.organisations import add_organisation
from connector.usecases.page_links import page_link
from connector.usecases.plan import plan
from connector.usecases.sign_in import Client, CodeAsked, enter, sign_in
from connector.usecases.sync import import_ledger
from tests.consenting import answered
from tests.demo.places import Place, Who
from tests.usecases.idp import FakeIdp
from tests.web.browsing import csrf

HERE = Client("127.0.0.1", "Firefox")
LEDGER = """number,customer,email,issued_on,due_on,currency,total,open
M-1,Boulangerie Martin,compta@martin.example,2026-09-14,2026-10-14,EUR,1250.00,1250.00
M-2,Garage Petit,atelier@petit.example,2026-09-10,2026-10-10,EUR,2400.00,1200.00
M-3,Garage Petit,atelier@petit.example,2026-10-02,2026-11-01,EUR,310.50,310.50
M-4,Fleurs d'Aval,fleurs@aval.example,2026-09-10,2026-10-10,EUR,90.00,0.00
"""
ODD = "Referenz;Kunde;Betrag\nM-1;Martin;viel\nM-1;;12,00\n"


@dataclass(frozen=True)
class Stage:
    """Where the pages answer, what their addresses name, and each person's cookies.

    `half` shows a password anew, `consent` asks a provider anew: what they open is soon over.
    """

    address: str
    names: Mapping[str, str]
    cookies: Mapping[Who, Mapping[str, str]]
    half: Callable[[], Mapping[str, str]]
    consent: Callable[[], str]

    def cookies_of(self, who: Who) -> Mapping[str, str]:
        return self.half() if who is Who.HALF else self.cookies[who]

    def at(self, place: Place) -> str:
        soon_over = {"consent": self.consent()} if "{consent}" in place.path else {}
        path = place.path.format_map({**self.names, **soon_over})
        return path if path.startswith("http") else self.address + path


class Setting:
    """Puts on the stage what `names` says, by the pages where they do it and else by the use cases."""

    def __init__(self, demo: Demo, client: TestClient, address: str, fresh: str) -> None:
        self._demo, self._client, self._address = demo, client, address
        self._app, self._entrance = demo.installation.app, demo.installation.entrance
        self._port = address.rpartition(":")[2]
        self.names = {"fresh": fresh, "one": self._app.store.directory.all()[0].id}
        self.cookies: dict[Who, Mapping[str, str]] = {Who.NOBODY: {}}

    def stage(self, folder: Path) -> Stage:
        self._letters()
        self._sign_in_here()
        self._two(folder)
        self._people()
        self._found_on_pages()
        self._made()
        return Stage(self._address, self.names, self.cookies, self._half, self._consent)

    # ---------------------------------------------------------------- what customers got

    def _letters(self) -> None:
        letters = self._demo.catcher.all()
        charge = next(x for x in letters if "fennimore" in x.rcpt_to[0])
        own = next(x for x in letters if re.search(r"/c/[\w-]{60,}", x.text))
        self.names["letter"] = str(letters[0].number)
        self.names["charge"] = _in(charge.text, r"http://\S+(/r/[\w-]+)")
        self.names["own"] = _in(own.text, r"http://\S+(/c/[\w-]+)")
        with self._app.store.reading(self.names["one"]) as unit:
            most = max(unit.ledger.facts(), key=lambda x: len(x.invoices))
        self.names |= {"customer": most.customer.id, "several": self._own_page("one", most.customer.id)}

    def _own_page(self, of: str, customer_id: str) -> str:
        with self._app.store.reading(self.names[of]) as unit:
            customer = unit.ledger.customer(customer_id)
        link = page_link(self._app, self.names[of], customer, self._app.clock.now())
        assert link is not None
        return _in(link, r"http://[^/]+(/c/\S+)")

    # ---------------------------------------------------------------- a second business, and an empty one

    def _two(self, folder: Path) -> None:
        self.names["two"] = self._organisation("Menuiserie Aubin", owner_email="patron@aubin.example")
        self.names["empty"] = self._organisation("Zinguerie Neuve")
        file = folder / "two.csv"
        file.write_text(LEDGER, encoding="utf-8")
        two = next(x for x in self._app.store.directory.all() if x.id == self.names["two"])
        ledger = self._demo.installation.read_ledger(file, two)
        import_ledger(self._app, two.id, ledger.provider, ledger.batches)
        plan(self._app, two.id)
        asked = batches.ask(self._app, two.id, Who.OWNER, lambda *_: ("", ""))
        link = batches.address_of(self._app, two.id, asked)
        with self._app.store.reading(two.id) as unit:
            (settled,) = unit.ledger.find_customers("Fleurs d'Aval")
        self.names |= {
            "batch": _in(link, r"http://[^/]+(/b/\S+)"),
            "asked": asked.messages[0].reminder_id,
            "settled": self._own_page("two", settled.id),
            "file": keep_file(self._app, two.id, LEDGER.encode()),
            "odd": keep_file(self._app, two.id, ODD.encode()),
        }

    def _organisation(self, name: str, **more: Any) -> str:
        draft = Organisation(
            id="", name=name, country="FR", timezone="Europe/Paris", language="fr", currency="EUR",
            mode=Mode.APPROVE, sender="compta@aubin.example", contact="Luc Aubin",
        )  # fmt: skip
        return add_organisation(self._app, replace(draft, **more)).id

    # ---------------------------------------------------------------- who looks

    def _people(self) -> None:
        accounts.add_user(self._entrance, Who.LOST, PASSWORD, UserRole.VIEWER, self.names["two"], "test")
        accounts.take_role(self._entrance, Who.LOST, self.names["two"], "test")
        for who in (Who.VIEWER, Who.LOST):
            self._let_in(who)
        self._set_up(Who.BEGUN)
        opened = enter(self._entrance, Who.SECURED, HERE)
        second_factor.begin(self._entrance, opened.visitor, PASSWORD, HERE)
        self._confirm(opened.visitor)
        self._let_in(Who.SECURED)
        wanted = invitations.Wanted("eva@new.example", UserRole.APPROVER, self.names["two"])
        made = invitations.invite_by_command(self._entrance, "test", wanted)
        self.names["invitation"] = f"/invitation/{made.token}"
        everyone = accounts.everyone(self._entrance)
        self.names["user"] = next(x.user.id for x in everyone if x.user.email == Who.VIEWER)

    def _half(self) -> Mapping[str, str]:
        asked = sign_in(self._entrance, Who.SECURED, PASSWORD, HERE)
        assert isinstance(asked, CodeAsked)
        return {f"relance-half-{self._port}": asked.token}

    def _let_in(self, who: Who) -> Any:
        opened = enter(self._entrance, who, HERE)
        self.cookies[who] = {f"relance-session-{self._port}": opened.token}
        return opened.visitor

    def _set_up(self, who: Who) -> None:
        second_factor.begin(self._entrance, self._let_in(who), PASSWORD, HERE)

    def _confirm(self, visitor: Any) -> None:
        begun = second_factor.set_up(self._entrance, visitor)
        assert begun is not None
        code = pyotp.TOTP(begun.secret).now()
        second_factor.confirm(self._entrance, visitor, code)

    # ---------------------------------------------------------------- what the pages lead to

    def _read(self, path: str) -> str:
        answer = self._client.get(path)
        assert answer.status_code == 200, path
        return answer.text

    def _press(self, path: str, page: str, **form: str) -> Any:
        known = {"csrf": csrf(self._read(page))} | form
        return self._client.post(path, data=known, headers={"origin": self._address})

    def _sign_in_here(self) -> None:
        """The owner's browser without a screen has the session of the one with a screen."""
        self._let_in(Who.OWNER)
        name = f"relance-session-{self._port}"
        self._client.cookies.set(name, self.cookies[Who.OWNER][name])

    def _consent(self) -> str:
        """Given for several tenants of which one is to be chosen."""
        at = f"/o/{self.names['one']}/connections"
        leave = self._press(f"{at}/add/xero", at)
        said = answered(_in(leave.text, r'href="(http[^"]+)"').replace("&amp;", "&"))
        back = self._client.get("/connect/xero/callback", params=said)
        return str(back.headers["location"].rpartition("/")[2])

    def _found_on_pages(self) -> None:
        one = f"/o/{self.names['one']}"
        kinds = {
            "invoice": (f"{one}/invoices", 'invoices/([^/"?]+)"'),
            "coming": (f"{one}/next", 'invoices/([^/"?]+)"'),
            "sent": (f"{one}/sent", 'sent/([0-9a-f-]{36})"'),
            "task": (f"{one}/tasks", 'tasks/([0-9a-f-]{36})/close"'),
            "worded": (f"{one}/tasks", 'tasks/([0-9a-f-]{36})"'),
            "connection": (f"{one}/connections", 'connections/([0-9a-f-]{36})/disconnect"'),
            "waiting": (f"/o/{self.names['two']}/approvals", 'approvals/([0-9a-f-]{36})"'),
        }
        for name, (path, pattern) in kinds.items():
            self.names[name] = _in(self._read(path), pattern)

    def _made(self) -> None:
        one = self.names["one"]
        made, _ = add_endpoint(self._app, one, "https://hooks.example/relance", ["reminder.sent"], Who.OWNER)
        self.names["endpoint"] = made.id
        self.names["work"] = str(uuid4())
        lists = f"/o/{one}/invoices"
        ids = re.findall(r'name="id" value="([0-9a-f-]{36})"', self._read(lists))[:3]
        said = {"do": "hold", "which": "ticked", "reason": "dispute", "ids": " ".join(ids)}
        answer = self._press(f"/o/{one}/bulk/invoices", lists, work=self.names["work"], **said)
        assert answer.status_code == 303, answer.text
        self._begun()
        self.names["ending"] = str(uuid4())
        with self._app.store.writing(one) as unit:
            (owner,) = unit.ledger.find_customers("Fennimore Coaching Ltd")
            (facts,) = unit.ledger.facts([owner.id])
            now = self._app.clock.now()
            ending = Task(
                self.names["ending"], TaskKind.FINAL_ACTION, "test", "final_pause", now, owner.id,
                facts.invoices[0].id,
            )  # fmt: skip
            assert unit.tasks.open(ending)

    def _begun(self) -> None:
        """A work that is under way for as long as anybody looks: nobody takes its turns."""
        one, self.names["begun"] = self.names["one"], str(uuid4())
        rows = [Chosen(self.names["customer"], "Customer", "Customer")]
        pause = Order(Deed.PAUSE, Who.OWNER, until_on=date(2026, 11, 30))
        works.begin(self._app, one, self.names["begun"], ListOf.CUSTOMERS, pause, rows)


def elsewhere(entrance: Entrance, idp: str) -> Entrance:
    """The same, where people sign in at an identity provider too: at this address, which shows nothing."""
    return replace(entrance, openid=FakeIdp(name="Maison", issuer=idp))


def _in(text: str, pattern: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, (pattern, text[:2000])
    return found[1]
