"""Handing: the file that a customer adds to what he says, within limits, and who reads it."""

from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from connector.core.handed import (
    LARGEST,
    MOST_OF_CUSTOMER,
    MOST_OF_INVOICE,
    HandedFile,
    kind_of,
)
from connector.core.invoice import Invoice
from connector.core.ports import UnitOfWork
from connector.core.self_service import BY_CUSTOMER, NotSaid, Wrong
from connector.usecases.application import Application
from connector.usecases.unfit import NotThere


def judged(unit: UnitOfWork, invoice: Invoice, content: bytes, now: datetime) -> HandedFile | None:
    """What it would be kept as; None where this very file of this invoice is there already.

    Raises NotSaid for one that is no PDF, PNG or JPEG, is too large, or one too many.
    """
    kind = kind_of(content)
    if kind is None:
        raise NotSaid("file", Wrong.FILE_KIND)
    if len(content) > LARGEST:
        raise NotSaid("file", Wrong.FILE_SIZE)
    digest = sha256(content).hexdigest()
    there = unit.handed_files.of_customers([invoice.customer_id])
    of_it = [x for x in there if x.invoice_id == invoice.id]
    if digest in {x.digest for x in of_it}:
        return None
    if len(of_it) >= MOST_OF_INVOICE or len(there) >= MOST_OF_CUSTOMER:
        raise NotSaid("file", Wrong.FILE_TOO_MANY)
    return HandedFile(str(uuid4()), invoice.customer_id, invoice.id, kind, len(content), digest, now)


def keep_handed(unit: UnitOfWork, file: HandedFile, content: bytes) -> None:
    unit.handed_files.add(file, content)
    about = {"customer": file.customer_id, "invoice": file.invoice_id}
    told = {"file": file.id, "kind": file.kind.value, "size": file.size, "digest": file.digest}
    unit.audit(file.handed_at, BY_CUSTOMER, "page.file", **about, **told)


def handed_file(app: Application, organisation_id: str, file_id: str) -> tuple[HandedFile, bytes]:
    """One of them with its content. Raises NotThere."""
    with app.store.reading(organisation_id) as unit:
        found = unit.handed_files.content(file_id)
    if found is None:
        raise NotThere("There is no such file.")
    return found
