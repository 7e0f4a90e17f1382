"""A made-up book of invoices and what becomes of it, day by day: the same for every run of one seed.

The facts and events are told in the words of tests/oracle/replay.py, with three more keys on an event:
`is_late`: it happens between planning and sending; `by_source`: the ledger itself notes it when it is read;
`connection`: the account or file that shows it, which is only seen on days on which that is read.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml

from tests.oracle.days import ONE_DAY, Facts
from tests.oracle.standing import effective_due_on
from tests.replay.fates import Fate, stories

POLICY_FOLDERS = (
    Path(__file__).parents[2] / "config" / "policies",
    Path(__file__).parent / "policies",
)
SEVERITIES = {"notice": 0, "friendly": 1, "firm": 2, "call": 3, "formal": 4}
PLACES = (
    ("FR", None, "EUR", 30), ("FR", "6AE", "EUR", 10), ("FR", "57", "EUR", 4), ("GB", None, "GBP", 12),
    ("GB", "SCT", "GBP", 9), ("DE", None, "EUR", 7), ("DE", "BY", "EUR", 7), ("US", None, "USD", 3),
    ("US", "TX", "USD", 3), ("US", "CA", "USD", 4), ("US", "NY", "USD", 2), (None, None, "EUR", 2),
)  # fmt: skip
#: In this order on one day: the ledger changes, is read, and then people speak.
RANKS = {"customer": 3, "organisation": 3, "reading": 2, "release": 4, "hold": 5, "record": 6}


@dataclass(frozen=True)
class World:
    """The facts before the first day, and everything that happens, in order."""

    seed: int
    first: date
    last: date
    facts: Facts
    events: tuple[Facts, ...]

    @property
    def days(self) -> list[date]:
        """Every day, weekends included."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def make_world(seed: int, count: int, days: int, first: str = "2026-02-02") -> World:
    """`count` invoices of a twelfth as many customers, over so many days."""
    return _Maker(seed, count, date.fromisoformat(first), days).world()


def policies() -> dict[str, list[Facts]]:
    """Every policy file as the oracle takes it."""
    paths = [path for folder in POLICY_FOLDERS for path in sorted(folder.glob("*.yaml"))]
    return {path.stem: [_step(x) for x in yaml.safe_load(path.read_text("utf-8"))["steps"]] for path in paths}


def _step(step: Facts) -> Facts:
    return {**step, "severity": SEVERITIES[step["severity"]], "deadline_days": step.get("deadline_days", 7)}


class _Maker:
    def __init__(self, seed: int, count: int, first: date, days: int) -> None:
        self.seed = seed
        self.dice = Random(seed)
        self.count = count
        self.first = first
        self.last = first + timedelta(days=days - 1)
        self.read_on = {"file": self._days_read("file"), "account": self._days_read("account")}
        #: Until then the first wave fills its 20 messages a day: who falls out late is nobody's turn.
        self.wave_ends_on = first + timedelta(days=7 + count // 40)
        self.customers = [self._customer(n) for n in range(max(5, count // 12))]
        self.events: list[Facts] = []

    def world(self) -> World:
        initial = self._invoices()
        self._readings()
        self._of_customers()
        self._of_the_organisation()
        facts = {
            "organisation": self._organisation(),
            "policies": policies(),
            "customers": [{k: v for k, v in one.items() if not k.startswith("_")} for one in self.customers],
            "invoices": initial,
            "is_read_daily": False,
            "readings": {},
        }
        events = sorted(self.events, key=lambda event: (event["on"], RANKS.get(event["kind"], 1)))
        return World(self.seed, self.first, self.last, facts, tuple(events))

    # ------------------------------------------------------------ who there is

    def _organisation(self) -> Facts:
        return {
            "country": "FR", "region": None, "timezone": "Europe/Paris", "language": "fr", "currency": "EUR",
            "policy": "standard", "gap_days": 3, "closures": ["2026-04-30", "2026-07-13", "2026-12-24"],
            "excluded_currencies": ["CHF"], "daily_cap": None, "first_wave_cap": 20,
        }  # fmt: skip

    def _customer(self, n: int) -> Facts:
        dice = self.dice
        country, region, currency, _ = dice.choices(PLACES, [x[3] for x in PLACES])[0]
        language = {"FR": dice.choice(["fr", None]), None: None}.get(country, "en")
        name = f"Client {n:04}"
        return {
            "name": name,
            "country": country,
            "region": region,
            "timezone": None,
            "language": language,
            "type": dice.choice(["business", "consumer", "public_body"]),
            "email": [] if dice.random() < 0.03 else [f"client{n}@client{n}.example"],
            "opted_out": [dice.choice(["email", "letter", "call"])] if dice.random() < 0.05 else [],
            "policy": dice.choice(["gentle", "firm", "written", "due-day"]) if dice.random() < 0.2 else None,
            "excluded": dice.random() < 0.01,
            "direct_debit": dice.random() < 0.03,
            "phone": None,
            "_currencies": [currency] * 5 + ([dice.choice(["USD", "GBP", "JPY", "CHF"])] * 2) * (n % 6 == 0),
            "connection": "account" if n % 10 < 3 else "file",
            "_has_credit": dice.random() < 0.08,
            "_quiet": set(),
        }

    # ------------------------------------------------------------ what is owed

    def _invoices(self) -> list[Facts]:
        initial = []
        for n in range(self.count):
            customer = self.dice.choice(self.customers)
            invoice = self._invoice(n, customer)
            seen_on = self._seen_on(invoice, customer)
            if seen_on is None:
                continue
            if seen_on == self.first:
                initial.append(invoice)
            else:
                self._add("invoice", seen_on, customer, invoice=dict(invoice))
            self._fate(invoice, customer, seen_on)
        return initial

    def _invoice(self, n: int, customer: Facts) -> Facts:
        dice = self.dice
        terms = dice.choice([10, 14, 30, 30, 30, 45, 60])
        span = (self.last - self.first).days
        is_old = dice.random() < 0.08
        back = dice.randint(100, 400) if is_old else dice.randint(-span, terms + 30)
        issued_on = self.first - timedelta(days=back)
        due_on: date | None = issued_on + timedelta(days=terms)
        if dice.random() < 0.03:
            due_on = dice.choice([None, issued_on - timedelta(days=3)])
        currency = dice.choice(customer["_currencies"])
        total = self._amount(currency)
        return {
            "number": f"F-{n:05}", "customer": customer["name"], "currency": currency,
            "due_on": due_on and due_on.isoformat(), "issued_on": issued_on.isoformat(),
            "terms": terms if dice.random() < 0.5 else None, "total": total, "open": total, "status": "open",
            "connection": customer["connection"], "autopay": dice.random() < 0.01, "released_on": None,
        }  # fmt: skip

    def _amount(self, currency: str) -> int:
        if self.dice.random() < 0.06:
            return self.dice.randint(1, 1200)
        amount = int(self.dice.lognormvariate(6.5, 1.2) * 100)
        return amount if currency == "JPY" else amount + self.dice.randint(0, 99)

    def _seen_on(self, invoice: Facts, customer: Facts) -> date | None:
        """The first day, or the day after it is issued, or some days late."""
        issued_on = date.fromisoformat(invoice["issued_on"])
        lag = self.dice.choice([0, 0, 0, 0, 1, 3, 12])
        if issued_on <= self.first:
            return self.first
        return self.visible(customer["connection"], issued_on + timedelta(days=lag))

    def _fate(self, invoice: Facts, customer: Facts, seen_on: date) -> None:
        due_on = effective_due_on(invoice)
        is_cold = due_on is not None and due_on < seen_on
        fate = Fate(self.dice, invoice, customer, seen_on, due_on or seen_on, is_cold, self.last)
        for event in stories(fate):
            on = date.fromisoformat(event.pop("on"))
            if event.pop("by_people", False):
                event["is_late"] = event.get("is_late", False) and on > self.wave_ends_on
                self._people(event.pop("kind"), on, **event)
                continue
            self._of_money(event, on, customer, seen_on, is_cold)

    def _of_money(self, event: Facts, on: date, customer: Facts, known_on: date, is_cold: bool) -> None:
        connection = customer["connection"]
        seen_on = self.visible(connection, max(on, known_on))
        if seen_on is None:
            return
        if event["kind"] == "paid_and_back":
            self._paid_and_back(event, seen_on, customer)
            return
        if event.pop("is_dated", False):
            event["paid_on"] = on.isoformat()
        is_lonely = not (is_cold or customer["_has_credit"] or seen_on in customer["_quiet"])
        is_seen_tomorrow = self.visible(connection, seen_on + ONE_DAY) == seen_on + ONE_DAY
        is_late = event.pop("is_all", False) and connection == "account" and is_lonely and is_seen_tomorrow
        is_first = seen_on == known_on
        customer["_quiet"].add(seen_on)
        is_late = is_late and not is_first and seen_on > self.wave_ends_on
        more = {"is_late": is_late, "is_first_import": is_first, **event}
        self._add(more.pop("kind"), seen_on, customer, **more)

    def _paid_and_back(self, event: Facts, seen_on: date, customer: Facts) -> None:
        back_on = self.visible(customer["connection"], date.fromisoformat(event["back_on"]))
        self._add("payment", seen_on, customer, invoice=event["invoice"], amount=10**12)
        if back_on is not None and back_on > seen_on:
            self._add("back", back_on, customer, invoice=event["invoice"])

    def _add(self, kind: str, on: date, owner: Facts, **more: Any) -> None:
        self._people(kind, on, connection=owner["connection"], **more)

    # ------------------------------------------------------------ when it is read

    def _days_read(self, connection: str) -> list[date]:
        """A file is imported on business days but for some; an account answers but for some days."""
        days = []
        for n in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=n)
            if connection == "file" and day.weekday() >= 5:
                continue
            is_out = n > 0 and (n % 47 in (20, 21, 22) if connection == "file" else n % 31 == 15)
            if not is_out:
                days.append(day)
        return days

    def visible(self, connection: str, on: date) -> date | None:
        """The first day from `on` on which the connection is read."""
        return next((day for day in self.read_on[connection] if day >= on), None)

    def _readings(self) -> None:
        for connection, days in self.read_on.items():
            for day in days:
                at = f"{day.isoformat()}T08:00"
                more = {"connection": connection, "at": at, "reading_kind": connection}
                self.events.append({"on": day.isoformat(), "kind": "reading", **more})

    # ------------------------------------------------------------ what happens to all

    def _of_customers(self) -> None:
        for customer in self.customers:
            if customer["_has_credit"]:
                self._credit(customer)
            if self.dice.random() < 0.04:
                self._speaks(customer)
            if not customer["email"] and self.dice.random() < 0.7:
                on = self._some_day()
                found = {"email": [f"found@{customer['name'].replace(' ', '').lower()}.example"]}
                self._people("customer", on, customer=customer["name"], set=found)
            if self.dice.random() < 0.02:
                policy = {"policy": self.dice.choice(["firm", "written", None])}
                self._people("customer", self._some_day(), customer=customer["name"], set=policy)

    def _credit(self, customer: Facts) -> None:
        """Money that nobody has matched, of some amount; it goes away after a while or stays."""
        on = self.visible(customer["connection"], self._some_day())
        if on is None:
            return
        amount = self.dice.choice([5000, 20000, 60000, 200000])
        key = {"customer": customer["name"], "currency": customer["_currencies"][0], "amount": amount}
        dated_on = (on - timedelta(days=self.dice.choice([0, 0, 2]))).isoformat()
        self._add("credit", on, customer, credit={**key, "dated_on": dated_on})
        gone = self.visible(customer["connection"], on + timedelta(days=self.dice.randint(2, 25)))
        if gone is not None and self.dice.random() < 0.6:
            self._add("credit_applied", gone, customer, **key)

    def _speaks(self, customer: Facts) -> None:
        """A reply to all, an absence, an insolvency or a pause, and mostly its end."""
        reason = self.dice.choice(["reply", "reply", "pause", "pause", "insolvency", "said_paid"])
        on = self._some_day()
        hold: Facts = {"reason": reason, "scope": "customer", "customer": customer["name"]}
        if reason == "pause" and self.dice.random() < 0.7:
            hold["until_on"] = (on + timedelta(days=self.dice.randint(1, 30))).isoformat()
        self._people("hold", on, hold=hold)
        if self.dice.random() < 0.8:
            self._people("release", on + timedelta(days=self.dice.randint(1, 20)), customer=customer["name"])

    def _of_the_organisation(self) -> None:
        if (self.last - self.first).days < 60:
            return
        on = self.first + timedelta(days=44)
        until_on = (on + timedelta(days=4)).isoformat()
        self._people("hold", on, hold={"reason": "pause", "scope": "organisation", "until_on": until_on})
        closures = [*self._organisation()["closures"], (on + timedelta(days=9)).isoformat()]
        self._people("organisation", on + timedelta(days=7), set={"closures": closures})

    def _people(self, kind: str, on: date, **more: Any) -> None:
        if on <= self.last:
            self.events.append({"on": on.isoformat(), "kind": kind, **more})

    def _some_day(self) -> date:
        return self.first + timedelta(days=self.dice.randint(1, max(2, (self.last - self.first).days)))
