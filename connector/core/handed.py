"""Handed: the file that a customer adds to a dispute. It is kept as it came, and never opened here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

#: Bytes.
LARGEST = 5 * 1024 * 1024
#: So many of one invoice, and of one customer, are kept.
MOST_OF_INVOICE = 3
MOST_OF_CUSTOMER = 10


class FileKind(StrEnum):
    """What is taken; its value is what a name of it ends with."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"


#: By its first bytes: ISO 32000-1, 7.5.2; PNG, 5.2; JPEG, B.1.1.3.
_BEGINS: Mapping[FileKind, bytes] = MappingProxyType(
    {
        FileKind.PDF: b"%PDF-",
        FileKind.PNG: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        FileKind.JPEG: b"\xff\xd8\xff",
    }
)
MEDIA_TYPES: Mapping[FileKind, str] = MappingProxyType(
    {FileKind.PDF: "application/pdf", FileKind.PNG: "image/png", FileKind.JPEG: "image/jpeg"}
)


@dataclass(frozen=True, slots=True)
class HandedFile:
    """What is known of one; `digest` is the SHA-256 of its content. The name that it had is not kept."""

    id: str
    customer_id: str
    invoice_id: str
    kind: FileKind
    size: int
    digest: str
    handed_at: datetime

    @property
    def name(self) -> str:
        """What it is called where it is saved: nothing of it comes from the sender."""
        return f"{self.handed_at:%Y-%m-%d}-{self.id[:8]}.{self.kind}"


class HandedFiles(Protocol):
    """The files of one organisation's customers."""

    def add(self, file: HandedFile, content: bytes) -> None: ...

    def of_customers(self, customer_ids: Sequence[str]) -> tuple[HandedFile, ...]:
        """Oldest first, without their content."""

    def content(self, file_id: str) -> tuple[HandedFile, bytes] | None: ...


def kind_of(content: bytes) -> FileKind | None:
    """By its first bytes, whatever it was called; None for what is not taken."""
    return next((kind for kind, begins in _BEGINS.items() if content.startswith(begins)), None)
