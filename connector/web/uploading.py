"""A form with a file: read once the porter has let its sender in, never larger than it may be."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from connector.web.cookies import fits
from connector.web.porter import LARGEST_FORM, FormTooOld, brings_file
from connector.web.visit import Visit

MEGABYTE = 1024 * 1024
#: A ledger of a hundred thousand invoices is smaller.
LARGEST_FILE = 20 * MEGABYTE
#: No form of ours has more.
MOST_PARTS = 10


@dataclass(frozen=True, slots=True)
class Upload:
    """The file of a form, empty where none was chosen; None where it is too large to be read.

    `fields` are the others of the form.
    """

    content: bytes | None = b""
    fields: Mapping[str, str] = field(default_factory=dict)


async def read_upload(request: Request) -> Upload:
    """A ledger file. Raises FormTooOld for a form that is not ours."""
    return await read_file_of(request, LARGEST_FILE)


async def read_file_of(request: Request, largest: int) -> Upload:
    """Raises FormTooOld for a form that is not ours; nothing of a file over `largest` bytes is kept."""
    if not brings_file(request):
        return Upload()  # the porter has looked at it
    body = await _body(request, largest + LARGEST_FORM)
    if body is None:
        return Upload(None)
    visit: Visit = request.state.visit
    parts = parts_of(request.headers["content-type"], body)
    if not fits(visit.seal, parts.get("csrf", b"").decode("utf-8", "replace")):
        raise FormTooOld
    texts = {name: x for name, x in parts.items() if name != "file"}
    if sum(map(len, texts.values())) > LARGEST_FORM:
        raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    fields = {name: x.decode("utf-8", "replace").replace("\0", "") for name, x in texts.items()}
    return Upload(parts.get("file", b""), fields)


Uploaded = Annotated[Upload, Depends(read_upload)]


async def _body(request: Request, most: int) -> bytes | None:
    """None as soon as it is known to be too large: by what it says of itself, else by what has come."""
    said = request.headers.get("content-length", "0")
    if not said.isdecimal() or int(said) > most:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def parts_of(content_type: str, body: bytes) -> Mapping[str, bytes]:
    """The fields of a form by name (RFC 7578); what name a file bears at its sender's is not looked at."""
    said = Message()
    said["content-type"] = content_type
    boundary = str(said.get_param("boundary", "")).encode("utf-8", "replace")
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary) if boundary else []
    if not 2 <= len(pieces) <= MOST_PARTS or not pieces[-1].startswith(b"--"):
        raise HTTPException(HTTPStatus.BAD_REQUEST)
    found = {}
    for piece in pieces[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        name = BytesHeaderParser().parsebytes(head.strip()).get_param("name", header="content-disposition")
        found[str(name)] = content
    return found
