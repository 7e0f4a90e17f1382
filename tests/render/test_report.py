"""The monthly report: in the reader's language, on two pages at most, and nothing is fetched for it."""

import re
import zlib
from dataclasses import replace
from datetime import date
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from connector.core.errors import Refused
from connector.core.figures import DueDay, ageings
from connector.core.invoice import HoldReason
from connector.core.reports import Call, CameIn, Month, Owes, Report, Said, Told
from connector.render.report import MOST, pdf_of, report_html
from tests.printing import needs_pdf

ON = date(2026, 10, 31)
NAME = "Hôtel <b>du</b> Parc"
PROMISE = Told(HoldReason.PROMISE, NAME, "F-1", "EUR", 1_234_50, ON, ON, False, False)
FULL = Report(
    "Boulangerie & Fils", "FR", "fr", Month.named("2026-10"), ON, date(2026, 11, 3), date(2026, 10, 30),
    ageings([DueDay("EUR", date(2026, 9, 1), 2, 1_234_50), DueDay("EUR", None, 1, 5_00)], ON),
    (Said("friendly", "EUR", 3, 900_00),), (CameIn("EUR", 4, 700_00, 2, 450_00),),
    (PROMISE,), (replace(PROMISE, reason=HoldReason.DISPUTE, is_ended=True),),
    (Call(NAME, ("F-1", "F-2")),), (Owes(NAME, "EUR", 1_234_50, date(2026, 9, 1)),),
)  # fmt: skip
EMPTY = Report(
    "Atelier", "GB", "en-GB", Month.named("2026-10"), ON, ON, None, (), (), (), (), (), (), ()
)  # fmt: skip


def words(report: Report) -> str:
    return re.sub(r"[\xa0\u202f]", " ", report_html(report))


def pages(pdf: bytes) -> int:
    """They are counted by what its packed parts say."""
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    said = b" ".join(_unpacked(x) for x in packed) + pdf
    return len(re.findall(rb"/Type\s*/Page\b", said))


def _unpacked(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""


def test_in_french_with_french_numbers() -> None:
    text = words(FULL)

    for shown in (
        *("octobre 2026", "1 234,50 €", "31 octobre 2026", "31–60 j", "Sans échéance", "Rappel amical"),
        *("700,00 € en 4 règlements.", "Dont après relance : 450,00 € (2).", "Boulangerie &amp; Fils"),
    ):
        assert shown in text, shown
    assert "en cours" in text and "réglé" in text


def test_in_english_where_there_is_nothing_it_says_so() -> None:
    text = words(EMPTY)

    for shown in ("October 2026", "Nothing was owed.", "Nothing was sent.", "Nothing came in.", "Nobody."):
        assert shown in text
    assert "No due date" not in text


def test_a_long_list_is_cut_and_counted() -> None:
    many = replace(FULL, promises=(PROMISE,) * (MOST + 3), calls=(Call("A", ()),) * (MOST + 2))

    text = words(many)

    assert "et 3 de plus" in text and "et 2 de plus" in text


class TestPdf:
    @pytest.fixture(autouse=True)
    def _there(self) -> None:
        needs_pdf()

    def test_it_is_one_page_or_two(self) -> None:
        many = replace(
            FULL,
            promises=(PROMISE,) * 40,
            disputes=FULL.disputes * 40,
            calls=FULL.calls * 40,
            owes=FULL.owes * 5,
        )

        assert pages(pdf_of(report_html(FULL))) == 1
        assert pages(pdf_of(report_html(many))) == 2

    def test_nothing_is_fetched_whatever_it_names(self, tmp_path: Path) -> None:
        """Neither by a customer's name, which is escaped, nor by markup, were there ever any."""
        asked: list[str] = []

        class Listening(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_error(404)

        secret = tmp_path / "secret.css"
        secret.write_text("body::before { content: 'SECRET' }", encoding="utf-8")
        server = HTTPServer(("127.0.0.1", 0), Listening)
        Thread(target=server.serve_forever).start()
        try:
            at = f"http://127.0.0.1:{server.server_port}"
            name = f'<img src="{at}/name.png"><link rel="stylesheet" href="{secret.as_uri()}">'
            plain = len(pdf_of("<p>x</p>"))
            pdf_of(report_html(replace(FULL, owes=(Owes(name, "EUR", 1, None),))))
            raw = pdf_of(f'<img src="{at}/raw.png"><link rel="stylesheet" href="{secret.as_uri()}"><p>x</p>')
            sheet = pdf_of(
                f"<style>@import url({at}/x.css); p {{ background: url({at}/y.png) }}</style><p>x</p>"
            )
        finally:
            server.shutdown()
            server.server_close()

        assert asked == []
        assert max(len(raw), len(sheet)) < plain + 600

    def test_where_it_is_not_installed_it_says_what_to_install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import sys

        monkeypatch.setitem(sys.modules, "weasyprint", None)

        with pytest.raises(Refused, match=r"pip install 'relance\[reports\]'"):
            pdf_of("<p>x</p>")
