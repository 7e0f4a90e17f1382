"""Whether it lives, and whether it can work."""

from starlette.testclient import TestClient

from connector.web.app import beside, create_app
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, browser, entrance_of


def test_it_lives(office: Office) -> None:
    assert browser(office).get("/healthz").text == "ok\n"


def test_it_is_ready_once_the_database_answers(office: Office) -> None:
    answer = browser(office).get("/readyz")

    assert (answer.status_code, answer.json()["ready"]) == (200, True)


def test_it_is_not_ready_without_a_database(office: Office) -> None:
    class Gone:
        @property
        def directory(self) -> None:
            raise OSError("disk is gone")

    answer = browser(office, store=Gone()).get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "why": "the database does not answer"}


def test_it_is_not_ready_when_the_schedule_hangs(office: Office) -> None:
    pages = create_app(office.app, entrance_of(office.store), problem=lambda: "no round for an hour")

    answer = TestClient(pages, base_url=ADDRESS).get("/readyz")

    assert (answer.status_code, answer.json()["why"]) == (503, "no round for an hour")


def test_what_runs_beside_the_pages_starts_and_stops_with_them(office: Office) -> None:
    happened: list[str] = []
    lifespan = beside(lambda: happened.append("start"), lambda: happened.append("stop"))

    with TestClient(
        create_app(office.app, entrance_of(office.store), lifespan=lifespan), base_url=ADDRESS
    ) as client:
        happened.append(client.get("/healthz").text)

    assert happened == ["start", "ok\n", "stop"]
