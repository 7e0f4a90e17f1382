"""Whatever is sent to an operation, it answers as its document says, and never with a fault of its own."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.channels.hooks import HttpHooks
from connector.core.invoice import Mode
from connector.core.tokens import Permit
from connector.uploads import Uploads
from connector.usecases import hooks, people, to_do
from connector.usecases.application import Application
from connector.usecases.tokens import make_token
from connector.web.api.app import api
from connector.web.api.doors import NEEDS
from connector.web.api.pace import Pace
from connector.web.site import Extras, Site
from tests.scenarios.office import Office
from tests.usecases.test_delivering import Sender
from tests.web.browsing import entrance_of

#: What is removed is asked for last.
OPERATIONS = sorted(
    (key for key, need in NEEDS.items() if need.permit is not None), key=lambda x: (x.startswith("DELETE"), x)
)
#: A rule of the ledger may keep out what the document allows: a promise of yesterday, a step that is taken.
FINE = ["2xx", "404", "409", "422"]


class Fuzzed:
    """An office behind its document, with ids that are there."""

    def __init__(self, office: Office, folder: Path, is_whole: bool) -> None:
        from schemathesis import openapi
        from schemathesis.config import (
            ChecksConfig,
            GenerationConfig,
            PositiveDataAcceptanceConfig,
            ProjectConfig,
            ProjectsConfig,
            SchemathesisConfig,
        )

        app = office.make_app(ledger_files=Uploads(folder), hook_sender=Careful())
        made = make_token(app, office.id, "Fuzz", Permit, None, "test")
        self.headers = {"Authorization": f"Bearer {made.secret}"}
        self.ids = ids_of(office, app)
        site = Site(app, entrance_of(office.store), Extras())
        checks = ChecksConfig(positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=FINE))
        generation = GenerationConfig(with_security_parameters=False, allow_extra_parameters=is_whole)
        project = ProjectConfig(checks=checks, generation=generation)
        config = SchemathesisConfig(projects=ProjectsConfig(default=project))
        served = api(site, Pace(10**9))
        self.schema = openapi.from_asgi("/openapi.json", served, config=config)
        self.schema.config.update(base_url="http://testserver")

    def cases(self, key: str) -> st.SearchStrategy[Any]:
        """Requests that fit the document and requests that do not, many of them of what is there.

        Where nothing but an id is sent every request fits: none that does not is looked for.
        """
        from schemathesis import GenerationMode

        method, _, path = key.partition(" ")
        operation = self.schema[path][method]
        is_filled = bool(operation.body or list(operation.query) or list(operation.headers))
        modes = list(GenerationMode) if is_filled else [GenerationMode.POSITIVE]

        def either(known: dict[str, str] | None) -> st.SearchStrategy[Any]:
            return st.one_of([operation.as_strategy(generation_mode=x, path_parameters=known) for x in modes])

        names = [x.name for x in operation.path_parameters]
        if not names:
            return either(None)
        there = st.fixed_dictionaries({x: st.sampled_from(self.ids[x]) for x in names})
        return st.one_of(there, there, st.none()).flatmap(either)

    def ask(self, case: Any) -> None:
        """Raises what is wrong with the answer."""
        case.call_and_validate(headers=self.headers)


class Careful(Sender):
    """Tells nobody, and looks at addresses as the real one does."""

    def check(self, address: str) -> None:
        HttpHooks().check(address)


def ids_of(office: Office, app: Application) -> dict[str, list[str]]:
    """Of what is there, by what a path calls it."""
    people.change_customer(app, office.id, "Durand", "test", policy="firm")
    endpoint, _ = hooks.add_endpoint(app, office.id, "https://hooks.example/relance", (), "test")
    hooks.try_endpoint(app, office.id, endpoint.id, "test")
    with office.store.reading(office.id) as unit:
        found = [x for number in ("F-1", "F-2") for x in unit.ledger.find_invoices(number)]
        holds = [x.id for x in unit.holds.active()]
        change = unit.past.events([found[1].customer_id])[-1]
        (told,) = unit.hooks.log(endpoint.id, 9)
    assert app.ledger_files is not None
    ledger = b"number,customer,total,due_on\nX-1,Neuf,12.00,2026-09-30\n"
    return {
        "invoice_id": [x.id for x in found],
        "customer_id": [x.customer_id for x in found],
        "change_id": [str(change.number)],
        "hold_id": holds,
        "reminder_id": [x.id for x in office.reminders()[:2]],
        "task_id": [x.id for x in to_do.tasks(office.app, office.id)[:1]],
        "key": [app.ledger_files.keep(office.id, ledger, office.now())],
        "webhook_id": [endpoint.id],
        "event_id": [told.event_id],
    }


@pytest.fixture(scope="module")
def fuzzed(
    shared_office: Office, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Fuzzed:
    office = shared_office
    office.invoice("F-1", "2026-08-20", 120_50)
    office.invoice("F-2", "2026-09-04", 80_00, customer="Durand")
    office.customer("Muet", "")
    office.invoice("M-1", "2026-08-20", customer="Muet")
    office.cycle()
    office.set_mode(Mode.APPROVE)
    office.at("2026-09-09")
    office.sync()
    office.plan()
    office.hold("pause", "F-2", until="2026-09-30")
    is_whole = "not prove" not in request.config.getoption("-m")
    return Fuzzed(office, tmp_path_factory.mktemp("uploads"), is_whole)


def try_out(fuzzed: Fuzzed, key: str, examples: int) -> None:
    calm = settings(
        max_examples=examples, derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    @calm
    @given(fuzzed.cases(key))
    def asked(case: Any) -> None:
        fuzzed.ask(case)

    asked()


@pytest.mark.parametrize("key", OPERATIONS)
def test_twenty_requests(fuzzed: Fuzzed, key: str) -> None:
    """About half a second of one processor each: making up a request takes longer than its answer."""
    try_out(fuzzed, key, 20)


@pytest.mark.prove
@pytest.mark.parametrize("key", OPERATIONS)
def test_five_hundred_requests(fuzzed: Fuzzed, key: str) -> None:
    try_out(fuzzed, key, 500)
