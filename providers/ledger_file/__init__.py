"""Ledger files: CSV, XLSX, XLS and ODS exports of any accounting system."""

from typing import ClassVar, Final

from connector.core.source import ConnectionKind
from providers import Capabilities, SettingsField
from providers.ledger_file.headers import FIELDS, IGNORE
from providers.ledger_file.ledger import Facts, Ledger
from providers.ledger_file.problems import MAX_ERRORS, Column, Kind, Problem
from providers.ledger_file.reader import read_ledger

__all__ = [
    "FIELDS",
    "IGNORE",
    "MAX_ERRORS",
    "Column",
    "Facts",
    "Kind",
    "Ledger",
    "LedgerFile",
    "Problem",
    "read_ledger",
]


class LedgerFile:
    """A ledger file as a provider: it is read whole by an import and cannot be asked again."""

    name: Final = "ledger_file"
    kind: Final = ConnectionKind.FILE
    capabilities: ClassVar = Capabilities()
    settings: ClassVar[tuple[SettingsField, ...]] = ()
    #: What a column can be mapped to.
    fields: ClassVar[tuple[str, ...]] = (*FIELDS, IGNORE)

    read = staticmethod(read_ledger)
