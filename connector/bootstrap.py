"""Composition root: the only module that imports every layer; fills the Application."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.exc import DatabaseError, OperationalError

import providers
from connector.beside import Beside
from connector.channels.hooks import HttpHooks
from connector.channels.provider_mail import ProviderMail
from connector.channels.records import DnsTexts
from connector.channels.smtp import SmtpChannel
from connector.core.daily import DailyFacts
from connector.core.domain import Texts
from connector.core.drafts import Flaw
from connector.core.errors import Refused
from connector.core.hosts import is_loopback
from connector.core.invoice import Invoice, Organisation
from connector.core.links import Links
from connector.core.message import MessageFacts, Rendered
from connector.core.ports import Channel, Clock, Renderer
from connector.core.source import Batch, Connection, ConnectionKind
from connector.core.texts import NOTHING_WRITTEN, Written
from connector.core.wishes import Remembered, Wishes
from connector.files.calendars import HolidayCalendars
from connector.files.late_payment import LatePayment
from connector.files.policies import YamlPolicyShelf
from connector.files.whereabouts import data_root, template_folders
from connector.log import logger
from connector.opener import Opener
from connector.settings import DemoSettings, Settings, read_settings
from connector.store.engine import SqlStore, open_store
from connector.store.one_time_codes import TimedCodes
from connector.store.passwords import Argon2Passwords
from connector.store.revision import is_current
from connector.store.vault import Vault
from connector.uploads import Uploads, read_file
from connector.usecases.accounts import Entrance
from connector.usecases.application import Application
from connector.usecases.doctor import Finding
from connector.usecases.ledger_files import last_time, read_as
from connector.usecases.members import keeps_books
from connector.usecases.openid import OPENID_BACK

if TYPE_CHECKING:
    from connector.identity.client import OpenIdClient

#: The key that seals today; older ones stay readable under their own names.
KEY_ID = "1"
#: More days than this in one closure is a typing mistake.
LONGEST_CLOSURE = 366


class SystemClock:
    """Real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A moment given on the command line; time stands still in it."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class ReadLedger:
    """A ledger file that was read without a problem; `remarks` say how.

    `how` is what it was read by, for the next one; that of last time where `is_as_last_time`.
    """

    provider: str
    batches: Iterable[Batch]
    remarks: tuple[str, ...]
    how: Remembered
    is_as_last_time: bool

    @property
    def told_as_last_time(self) -> str:
        """The sentence for its owner, with what would have to be typed to say the same."""
        return read_as_last_time(self.how.wishes)


def read_as_last_time(wishes: Wishes) -> str:
    """What would have to be typed to say the same."""
    said = [f'--map "{theirs}={ours}"' for theirs, ours in wishes.mapping.items()]
    said += [f"--dates {wishes.dates}"] if wishes.dates else []
    said += ["--all-open"] if wishes.all_open else []
    said += ["--as-it-stands"] if wishes.as_it_stands else []
    return f"Read as last time: {' '.join(said)} (whatever you type counts instead of all of this)."


class LateRenderer:
    """Renders from template folders. Jinja is imported with the first message: few commands write one."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders

    def render(self, facts: MessageFacts, written: Written = NOTHING_WRITTEN) -> Rendered:
        return self._renderer.render(facts, written)

    def render_daily(self, facts: DailyFacts, written: Written = NOTHING_WRITTEN) -> Rendered:
        return self._renderer.render_daily(facts, written)

    def names(self, written: Written) -> tuple[str, ...]:
        return self._renderer.names(written)

    def parts(self, name: str, written: Written) -> Mapping[str, str]:
        return self._renderer.parts(name, written)

    def flaws(self, name: str, written: Written) -> tuple[Flaw, ...]:
        return self._renderer.flaws(name, written)

    @cached_property
    def _renderer(self) -> Renderer:
        from connector.render.renderer import JinjaRenderer

        return JinjaRenderer(self._folders)


class Installation:
    """One installation: its settings, its store and the application over them."""

    def __init__(self, settings: Settings, store: SqlStore, app: Application) -> None:
        self.settings = settings
        self.store = store
        self.app = app

    def at(self, moment: datetime) -> Application:
        """The application with another clock, over the same store and channels."""
        clock = FixedClock(moment)
        opener = Opener(self.settings.provider_settings, self.store, clock)
        return replace(
            self.app,
            clock=clock,
            sources=opener.source,
            documents=opener.documents,
            recoveries=opener.recovery,
            systems=opener,
        )

    @cached_property
    def entrance(self) -> Entrance:
        """Who may sign in."""
        required = self.settings.second_factor
        return Entrance(self.store.accounts, Argon2Passwords(), TimedCodes(), required, self.openid)

    @cached_property
    def openid(self) -> "OpenIdClient | None":
        """The identity provider where people may sign in; None where none is set."""
        own = self.settings
        if not own.oidc_issuer:
            return None
        from connector.identity.client import App, OpenIdClient  # requests is slow to import

        back = f"{own.base_url}{OPENID_BACK}"
        app = App(
            own.oidc_name, own.oidc_issuer, own.oidc_client_id, own.oidc_client_secret, back, own.oidc_domains
        )
        return OpenIdClient(app, SystemClock().now)

    def close(self) -> None:
        """Ends what runs beside, says goodbye to the mail server, then closes the store."""
        if isinstance(self.app.beside, Beside):
            self.app.beside.stop()
        for channel in self.app.channels.values():
            if isinstance(channel, SmtpChannel):
                channel.close()
        self.store.close()

    def refuse_unless_loopback(self, organisation_id: str) -> None:
        """Another clock than the real one is for trying out: nothing may leave this machine with it."""
        server = self.settings.smtp_server
        if server is not None and not server.is_loopback:
            raise Refused(f"--as-of does not write or send through {server.host}: leave it out.")
        with self.store.reading(organisation_id) as unit:
            accounts = [c for c in unit.connections.all() if c.kind is ConnectionKind.ACCOUNT]
        for provider, is_consented in {(c.provider, c.tenant is not None) for c in accounts}:
            if not all(is_loopback(_host(url)) for url in self._addresses(provider, is_consented)):
                raise Refused(f"--as-of does not write or send with a connected {provider} account.")

    def _addresses(self, provider: str, is_consented: bool) -> list[str]:
        """Every address of a provider; one that is not set is the provider's own, far away. Those of its
        consent concern no account with a key, unless they are set."""
        given = self.settings.provider_settings(provider)
        fields = providers.load(provider).settings if is_consented else ()
        declared = {field.name.lower() for field in fields}
        names = {name for name in declared | set(given) if name.endswith("_url")}
        return [given.get(name, "") for name in sorted(names | {"api_url"})]

    @property
    def mail_server(self) -> str | None:
        """`mail.example.com:587`; None where none is set."""
        server = self.settings.smtp_server
        return f"{server.host}:{server.port}" if server is not None else None

    def findings(self) -> list[Finding]:
        """What `relance doctor` sees beside the organisations: data directory, sign-in, mail server."""
        found = [Finding("data directory", True, str(self.settings.data_dir)), *self._sign_in_elsewhere()]
        channel = self.app.channels.get("email")
        if not isinstance(channel, SmtpChannel):
            return [*found, Finding("mail server", False, "set RELANCE_SMTP_URL: nothing can be sent")]
        problem = channel.check()
        host = f"{channel.server.host}:{channel.server.port}"
        return [*found, Finding("mail server", problem is None, problem or f"{host} answers")]

    def _sign_in_elsewhere(self) -> list[Finding]:
        if self.openid is None:
            return []
        problem = self.openid.check()
        return [Finding(f"sign-in with {self.openid.name}", problem is None, problem or "its keys are there")]

    def read_ledger(self, file: Path, organisation: Organisation, said: Wishes | None = None) -> ReadLedger:
        """Reads a ledger file; where nothing is `said`, one with the header of the last as that was read.

        Raises Refused with every problem, each with line, column and the fix.
        """
        (ledger, problems), wishes, is_as_last_time = read_as(
            said,
            last_time(self.app, organisation.id),
            lambda wishes: read_file(file, organisation, wishes),
            lambda found: found[0].facts.headers,
        )
        if any(x.kind == "error" for x in problems):
            before = [read_as_last_time(wishes)] if is_as_last_time else []
            raise Refused("\n".join(["nothing was imported.", *before, *map(str, problems)]))
        facts = ledger.facts
        how = Remembered(facts.headers, wishes, facts.names, facts.date_orders)
        remarks = tuple(str(x) for x in problems)
        return ReadLedger(providers.FILE_PROVIDER, ledger.batches(), remarks, how, is_as_last_time)

    def has_key(self, provider: str) -> bool:
        """Whether one was set for it."""
        return bool(self.settings.provider_settings(provider).get("api_key"))

    def key(self, provider: str) -> str:
        """The key that was set for a provider. Raises Refused when there is none."""
        secret = self.settings.provider_settings(provider).get("api_key", "")
        if not secret:
            raise Refused(f"Set RELANCE_{provider.upper()}_API_KEY to the account's key, then connect again.")
        return secret

    def days(self, ranges: Iterable[str]) -> frozenset[date]:
        """Days written as `2026-08-03` or `2026-08-03..2026-08-21`. Raises Refused."""
        found: set[date] = set()
        for text in ranges:
            first, _, last = text.partition("..")
            try:
                start, end = date.fromisoformat(first), date.fromisoformat(last or first)
            except ValueError:
                raise Refused(f"«{text}» are no days: write 2026-08-03 or 2026-08-03..2026-08-21.") from None
            if not 0 <= (end - start).days <= LONGEST_CLOSURE:
                raise Refused(f"«{text}» ends before it begins, or is longer than a year.")
            found |= {start + timedelta(days=n) for n in range((end - start).days + 1)}
        return frozenset(found)


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


@contextmanager
def open_installation(settings: Settings | None = None, clock: Clock | None = None) -> Iterator[Installation]:
    """Opens the installation that the environment describes: data directory, migrated database, ports."""
    settings = settings or read_settings()
    settings.make_data_dir()
    store = open_store(settings.database, vault=Vault({KEY_ID: settings.master_key()}))
    installation = Installation(settings, store, build(settings, store, clock or SystemClock()))
    try:
        _bring_up_to_date(settings, store)
        yield installation
    except DatabaseError as error:
        if type(error) not in (DatabaseError, OperationalError):
            raise  # the database is there and a statement is wrong: a defect, with its traceback
        said = str(error.orig).partition("\n")[0]
        raise Refused(
            f"The database cannot be used ({said}): look at RELANCE_DATABASE_URL and RELANCE_DATA_DIR."
        ) from None
    finally:
        installation.close()


def _bring_up_to_date(settings: Settings, store: SqlStore) -> None:
    if not is_current(store.engine):
        from connector.store.migrate import migrate  # Alembic is slow to import, and seldom needed

        migrate(settings.database)


def build(settings: Settings, store: SqlStore, clock: Clock) -> Application:
    """The application over these settings, this store and this clock."""
    config = data_root() / "config"
    own = settings.policies_dir
    policies = [config / "policies"] if own is None else [own, config / "policies"]
    sender = settings.sender
    opener = Opener(settings.provider_settings, store, clock)
    return Application(
        store=store,
        clock=clock,
        calendars=HolidayCalendars(config),
        laws=LatePayment(settings.late_payment_file or config / "late-payment.yaml"),
        policies=YamlPolicyShelf(policies),
        renderer=LateRenderer(template_folders(settings.templates_dir)),
        channels=_channels(settings),
        sources=opener.source,
        documents=opener.documents,
        recoveries=opener.recovery,
        systems=opener,
        can_send=opener.can_send,
        through_provider=_through(opener),
        takes_notes=opener.takes_notes,
        note_taker=opener.note_taker,
        fault=_log_fault,
        sender=sender.address if sender else None,
        sender_name=(sender.name or None) if sender else None,
        page_link=settings.base_url,
        links=_links(settings),
        domain_texts=_domain_texts(settings),
        hook_sender=HttpHooks(settings.webhooks_internal),
        ledger_files=Uploads(settings.data_dir / "uploads"),
        beside=Beside(_log_fault),
        keeps_books=partial(keeps_books, store.accounts),
    )


def _through(opener: Opener) -> Callable[[Connection, str | None, Invoice, str], Channel]:
    def channel(connection: Connection, secret: str | None, invoice: Invoice, key: str) -> Channel:
        return ProviderMail(opener.sender(connection, secret), invoice, key)

    return channel


def _links(settings: Settings) -> Links | None:
    """None where the address of the pages is none that a customer could open."""
    if not settings.can_customers_reach:
        return None
    return Links(Vault({KEY_ID: settings.master_key()}).key("links"))


def _domain_texts(settings: Settings) -> Texts | None:
    """Of mail that stays on this machine nobody outside is asked."""
    server = settings.smtp_server
    return None if server is None or server.is_loopback else DnsTexts()


def _log_fault(what: str, error: Exception) -> None:
    logger("relance").error("fault", what=what, exc_info=error)


def _channels(settings: Settings) -> Mapping[str, Channel]:
    server = settings.smtp_server
    return {} if server is None else {"email": SmtpChannel(server)}


def demo_settings(
    data_dir: Path, base_url: str, smtp_url: str, smtp_from: str, accounts: Mapping[str, Mapping[str, str]]
) -> Settings:
    """Settings of the demo: nothing of the environment is read, so nothing real can be reached.

    `accounts` are the settings of each provider by its name.
    """
    variables = {
        f"RELANCE_{provider}_{name}".upper(): value
        for provider, fields in accounts.items()
        for name, value in fields.items()
    }
    return DemoSettings(
        data_dir=data_dir,
        base_url=base_url,
        smtp_url=smtp_url,
        smtp_from=smtp_from,
        webhooks_internal=True,
        variables=variables,
    )
