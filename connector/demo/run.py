"""Starts the made-up company: stand-in account, mail catcher, its own data, one day worked off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from connector.bootstrap import Installation, demo_settings, open_installation
from connector.channels.catcher import Catcher
from connector.channels.smtp import SmtpChannel
from connector.core.invoice import Mode, Organisation
from connector.demo.book import Book
from connector.demo.characters import AUTHOR, GONE_ADDRESS
from connector.demo.clock import ZONE, DemoClock
from connector.demo.company import Company, company
from connector.demo.days import MORNING, Days
from connector.demo.inbox import extras
from connector.demo.people import hire
from connector.demo.story import story
from connector.demo.subscribers import subscribe
from connector.demo.subscriptions import bill
from connector.demo.world import World
from connector.usecases.keys import try_and_connect
from connector.usecases.organisations import add_organisation
from connector.web.site import Extras
from providers.sandbox import demo as stand_in

NAME = "Ateliers Lumen"
SENDER = "compta@ateliers-lumen.example"
OWNER = "camille@ateliers-lumen.example"
#: Fewer than usual, so that a visitor sees some wait for their turn.
FIRST_WAVE = 10


@dataclass(frozen=True, slots=True)
class Demo:
    """The company as it runs; `extras` are its own pages."""

    installation: Installation
    catcher: Catcher
    days: Days
    book: Book

    @property
    def extras(self) -> Extras:
        return extras(self.catcher, self.days)


@contextmanager
def running(now: datetime, address: str) -> Iterator[Demo]:
    """The company on the last working day up to `now`, its first day worked off.

    `address` is where its pages will answer. Everything lies in a folder of its own that is gone
    afterwards; nothing of this machine is read.
    """
    clock = DemoClock(_working_day(now.astimezone(ZONE).date()), MORNING)
    with (
        TemporaryDirectory(prefix="relance-demo-", ignore_cleanup_errors=True) as folder,
        Catcher() as catcher,
        stand_in.start(clock.now) as account,
    ):
        account.mail_through(catcher.port)
        catcher.script.always_say(GONE_ADDRESS, "550 5.1.1 No such user here")
        settings = demo_settings(Path(folder), address, catcher.url, f"{NAME} <{SENDER}>", account.settings)
        with open_installation(settings, clock) as installation:
            made = company(clock.day)
            days = _days(installation, made, account, clock, Path(folder) / "ledger.csv")
            try:
                yield Demo(installation, catcher, days, made.book)
            finally:
                days.stop()
                _hang_up(installation)


def _hang_up(installation: Installation) -> None:
    for channel in installation.app.channels.values():
        if isinstance(channel, SmtpChannel):
            channel.close()


def _working_day(day: date) -> date:
    """A weekend is a dull first day: then it is Friday."""
    return day - timedelta(days=max(0, day.isoweekday() - 5))


def _days(
    installation: Installation, made: Company, account: stand_in.StandIn, clock: DemoClock, file: Path
) -> Days:
    app = installation.app
    organisation = add_organisation(app, _organisation())
    hire(installation.entrance, organisation.id)
    billed, new_cards = bill(account, clock.day), subscribe(account, clock.day)
    try_and_connect(app, organisation.id, account.name, installation.key(account.name), AUTHOR)
    world = World(installation, made, account, story(made, billed, clock.day, new_cards), file)
    days = Days(app, clock, world)
    days.first()
    return days


def _organisation() -> Organisation:
    return Organisation(
        id="",
        name=NAME,
        country="FR",
        timezone="Europe/Paris",
        language="fr",
        currency="EUR",
        mode=Mode.AUTO,
        contact=AUTHOR,
        sender=SENDER,
        owner_email=OWNER,
        first_wave_cap=FIRST_WAVE,
        iban="FR7630006000011234567890189",
    )
