"""Where providers tell of changes: no session, no form, no page; who may speak is in the signature."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from connector.core.errors import Malformed, Refused
from connector.core.webhooks import Forged
from connector.log import logger
from connector.usecases.hearing import hear
from connector.web.guard import WEBHOOKS
from connector.web.site import Site

#: A provider that sends more at once than this is none.
LARGEST_BODY = 1024 * 1024


async def raw_body(request: Request) -> bytes | None:
    """The very bytes that were signed; None where they are too many."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


Raw = Annotated[bytes | None, Depends(raw_body)]


def webhooks(site: Site) -> APIRouter:
    """`/webhooks/{provider}/app` for every account of an app, `…/{connection id}` for one account's own.

    Each answer is bare, as the strictest of them asks: no body, no cookie.
    """
    router = APIRouter(prefix=WEBHOOKS)

    @router.post("/{provider}/{endpoint}")
    def told(request: Request, provider: str, endpoint: str, body: Raw) -> Response:
        if body is None:
            return Response(status_code=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            hear(site.app, provider, endpoint, request.headers, body)
        except Forged as why:
            return _refused(HTTPStatus.UNAUTHORIZED, provider, why)
        except Malformed as why:
            return _refused(HTTPStatus.BAD_REQUEST, provider, why)
        except Refused as why:
            return _refused(HTTPStatus.NOT_FOUND, provider, why)
        return Response()

    return router


def _refused(status: HTTPStatus, provider: str, why: Exception) -> Response:
    logger("relance").warning(
        "webhook_refused", provider=provider[:40], status=int(status), why=str(why)[:300]
    )
    return Response(status_code=status)
