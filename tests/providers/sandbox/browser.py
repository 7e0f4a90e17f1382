"""A person at the consent page: reads the form, chooses, presses a button."""

from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import requests


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.hidden: list[tuple[str, str]] = []
        self.choices: dict[str, bool] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.action = given["action"] or ""
        elif tag == "input" and given["type"] == "hidden":
            self.hidden.append((given["name"] or "", given["value"] or ""))
        elif tag == "input":
            self.choices[given["value"] or ""] = "checked" in given


def offered(url: str) -> dict[str, bool]:
    """The tenants the page offers, and whether each is chosen already."""
    return _form(url).choices


def decide(url: str, *, is_allowed: bool = True, tenants: list[str] | None = None) -> str:
    """The address the browser is sent back to."""
    form = _form(url)
    chosen = (
        [tenant for tenant, is_chosen in form.choices.items() if is_chosen] if tenants is None else tenants
    )
    fields = [*form.hidden, *(("tenants", tenant) for tenant in chosen), ("approve", "01"[is_allowed])]
    answer = requests.post(form.action, data=fields, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def said(callback: str) -> dict[str, str]:
    """What the callback's query says."""
    return {name: values[0] for name, values in parse_qs(urlsplit(callback).query).items()}


def _form(url: str) -> _Form:
    page = requests.get(url, allow_redirects=False, timeout=10)
    assert page.status_code == 200, page.headers.get("Location", page.text)
    form = _Form()
    form.feed(page.text)
    return form
