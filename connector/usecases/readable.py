"""Readable: what can be read of some invoices, when not all of them can."""

from connector.core.errors import Malformed
from connector.core.source import Source, SourceInvoice


def read_each(source: Source, source_ids: list[str]) -> tuple[tuple[SourceInvoice, ...], dict[str, str]]:
    """All together; one by one where an answer cannot be read, with a sentence for each that is not."""
    try:
        return tuple(source.read(source_ids)), {}
    except Malformed as error:
        if len(source_ids) == 1:
            return (), {source_ids[0]: str(error)}
    singly = [read_each(source, [x]) for x in source_ids]
    found = tuple(x for invoices, _ in singly for x in invoices)
    return found, {key: words for _, alarms in singly for key, words in alarms.items()}
