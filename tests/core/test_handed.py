"""What a customer may add to a dispute is known by its content, never by its name."""

from datetime import UTC, datetime

import pytest

from connector.core.handed import FileKind, HandedFile, kind_of

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", FileKind.PDF),
        (PNG, FileKind.PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", FileKind.JPEG),
        (b"", None),
        (b"<html><script>alert(1)</script>", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"\n%PDF-1.7", None),
        (b"<!-- %PDF-1.7 -->", None),
        (b"PK\x03\x04", None),
        (b"\x1f\x8b\x08", None),
        (b"GIF89a", None),
        (b"\x89PNG\r\n\x1a\n<script>", None),
        (b"MZ\x90", None),
    ],
)
def test_it_is_what_its_first_bytes_say(content: bytes, kind: FileKind | None) -> None:
    assert kind_of(content) is kind


def test_nothing_of_its_name_comes_from_the_sender() -> None:
    at = datetime(2026, 9, 8, 7, tzinfo=UTC)

    assert HandedFile("0123456789ab", "c", "i", FileKind.JPEG, 1, "", at).name == "2026-09-08-01234567.jpg"
