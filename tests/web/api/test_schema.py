"""Whatever is sent to an operation, it answers as its document says, and never with a fault of its own."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connector.core.invoice import Mode
from connector.core.tokens import Permit
from connector.uploads import Uploads
from connector.usecases import to_do
from connector.usecases.tokens import make_token
from connector.web.api.app import api
from connector.web.api.doors import NEEDS
from connector.web.api.pace import Pace
from connector.web.site import Extras, Site
from tests.scenarios.office import Office
from tests.web.browsing import entrance_of

OPERATIONS = sorted(key for key, need in NEEDS.items() if need.permit is not None)
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

        app = office.make_app(ledger_files=Uploads(folder))
        made = make_token(app, office.id, "Fuzz", Permit, None, "test")
        self.headers = {"Authorization": f"Bearer {made.secret}"}
        self.ids = ids_of(office)
        site = Site(app, entrance_of(office.store), Extras())
        checks = ChecksConfig(positive_data_acceptance=PositiveDataAcceptanceConfig(expected_statuses=FINE))
        generation = GenerationConfig(with_security_parameters=False, allow_extra_parameters=is_whole)
        project = ProjectConfig(checks=checks, generation=generation)
        config = SchemathesisConfig(projects=ProjectsConfig(default=project))
        served = api(site, Pace(10**9))
        self.schema = openapi.from_asgi("/openapi.json", served, config=config)
        self.schema.config.update(base_url="http://testserver")

    def cases(self, key: str) -> st.SearchStrategy[Any]:
        """Requests that fit the document and requests that do not, some of them of what is there."""
        from schemathesis import GenerationMode

        method, _, path = key.partition(" ")
        operation = self.schema[path][method]
        either = [operation.as_strategy(generation_mode=x) for x in GenerationMode]
        return st.tuples(st.one_of(either), st.sampled_from([None, *self.ids]))

    def ask(self, case: Any, known: str | None) -> None:
        """Raises what is wrong with the answer."""
        for name in case.path_parameters or {}:
            if known is not None:
                case.path_parameters[name] = known
        case.call_and_validate(headers=self.headers)


def ids_of(office: Office) -> list[str]:
    """Of an invoice, a customer, a hold, a reminder, a task, each of which an operation may be asked for."""
    with office.store.reading(office.id) as unit:
        (invoice,) = unit.ledger.find_invoices("F-1")
        holds = [x.id for x in unit.holds.active()]
    reminders = [x.id for x in office.reminders()[:2]]
    tasks = [x.id for x in to_do.tasks(office.app, office.id)[:1]]
    return [invoice.id, invoice.customer_id, *holds, *reminders, *tasks]


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
    def asked(one: tuple[Any, str | None]) -> None:
        fuzzed.ask(*one)

    asked()


@pytest.mark.parametrize("key", OPERATIONS)
def test_twenty_requests(fuzzed: Fuzzed, key: str) -> None:
    """Of this table `make test` takes four operations, `make gate` all: making up a request takes longest."""
    try_out(fuzzed, key, 20)


@pytest.mark.prove
@pytest.mark.parametrize("key", OPERATIONS)
def test_five_hundred_requests(fuzzed: Fuzzed, key: str) -> None:
    try_out(fuzzed, key, 500)
