"""A program with a token."""

from typing import Any

from starlette.testclient import TestClient

from connector.core.tokens import Permit
from connector.usecases.tokens import make_token
from connector.web.api.doors import API
from connector.web.api.problems import MEDIA_TYPE, TYPE
from tests.scenarios.office import Office
from tests.web.browsing import ADDRESS, pages_of


class Program:
    """Asks an office; each answer is JSON, and a refusal is a problem document."""

    def __init__(self, office: Office, *permits: Permit, **ports: Any) -> None:
        made = make_token(office.app, office.id, "Cash book", permits, None, "anna")
        self.token, self.secret = made.token, str(made.secret)
        self.client = TestClient(
            pages_of(office, **ports),
            base_url=ADDRESS,
            headers={"authorization": f"Bearer {self.secret}"},
            raise_server_exceptions=False,
        )

    def ask(self, method: str, path: str, **options: Any) -> Any:
        """The answer; whatever it says, it says it as it should."""
        answer = self.client.request(method, f"{API}{path}", **options)
        is_fine = answer.status_code < 300
        assert answer.headers["content-type"] == ("application/json" if is_fine else MEDIA_TYPE), answer.text
        return answer

    def get(self, path: str, **params: Any) -> Any:
        answer = self.ask("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, asked: Any = None, status: int | None = None, **headers: str) -> Any:
        answer = self.ask(
            "POST", path, json=asked, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        assert answer.status_code == (status or answer.status_code) and answer.status_code < 500, answer.text
        return answer.json()

    def patch(self, path: str, asked: Any) -> Any:
        answer = self.ask("PATCH", path, json=asked)
        return answer.json()

    def pages(self, path: str, **params: Any) -> list[Any]:
        """All items, page after page."""
        found: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            page = self.get(path, **params, **cursor)
            found += page["items"]
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}


def kind_of(problem: Any) -> str:
    """The end of its type."""
    return str(problem["type"].removeprefix(TYPE))
