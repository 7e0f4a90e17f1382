"""A refusal, in the three shapes QuickBooks gives its own: `Fault`, lower-case `fault`, and XML."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from ..exchange import Answer, Refused
from .times import stamp

Json = dict[str, Any]
_NAMES = {"3200": "AuthenticationFailed", "3100": "AuthorizationFailed", "3001": "ThrottleExceeded"}


@dataclass(eq=False)  # not frozen: a context manager sets the traceback of what passes through it
class ApiError(Refused):
    """Refused by the accounting service itself: HTTP 400 and a `Fault`, whatever is wrong."""

    code: str
    message: str
    detail: str
    status: int = 400
    type: str = "ValidationFault"
    element: str | None = None

    def fault(self) -> Json:
        said = {"Message": self.message, "Detail": self.detail, "code": self.code}
        if self.element is not None:
            said["element"] = self.element
        return {"Error": [said], "type": self.type}

    def as_json(self) -> Json:
        return {"Fault": self.fault()}


@dataclass(eq=False)
class GateError(Exception):
    """Refused before the accounting service, by the gateway: 401, 403 and 429 in lower-case JSON, or XML."""

    status: int
    code: str
    type: str
    detail: str | None = None
    is_xml: bool = False
    retry_after: str | None = None

    @property
    def message(self) -> str:
        if self.code not in _NAMES:
            return "General Authentication Error"
        return f"message={_NAMES[self.code]}; errorCode=00{self.code}; statusCode={self.status}"

    def answer(self, now: datetime) -> Answer:
        headers = {} if self.retry_after is None else {"Retry-After": self.retry_after}
        if self.is_xml:
            return Answer(self.status, self._xml(now), headers, "application/xml;charset=UTF-8")
        return Answer.of(self.status, self._json(now), headers)

    def _json(self, now: datetime) -> Json:
        error = {"message": self.message, "detail": self.detail, "code": self.code, "element": None}
        empty = dict.fromkeys(("warnings", "intuitObject", "report", "queryResponse", "syncErrorResponse"))
        return {
            **empty,
            "fault": {"error": [error], "type": self.type},
            "batchItemResponse": [],
            "attachableResponse": [],
            "requestId": None,
            "time": int(now.timestamp() * 1000),
            "status": None,
            "cdcresponse": [],
        }

    def _xml(self, now: datetime) -> bytes:
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
            f'<IntuitResponse xmlns="http://schema.intuit.com/finance/v3" time="{stamp(now)}">'
            f'<Fault type="{self.type}"><Error code="{self.code}"><Message>{escape(self.message)}</Message>'
            f"<Detail>{escape(self.detail or '')}</Detail></Error></Fault></IntuitResponse>"
        ).encode()


def missing(noun: str, sought: str) -> ApiError:
    return ApiError("610", "Object Not Found", f"Object Not Found : no {noun} with the Id {sought} is there.")


def invalid(detail: str, *, element: str | None = None) -> ApiError:
    """A business rule of the ledger speaks against it."""
    message = "A business validation error has occurred while processing your request"
    return ApiError("6000", message, f"Business Validation Error: {detail}", element=element)


def stale(noun: str, given: str, held: int) -> ApiError:
    detail = f"Stale Object Error : this {noun} was changed meanwhile: SyncToken {given} given, {held} held."
    return ApiError("5010", "Stale Object Error", detail)


def required(element: str) -> ApiError:
    detail = f"Required parameter {element} is missing in the request"
    return ApiError(
        "2020", "Required param missing, need to supply the required value", detail, element=element
    )


def malformed(element: str, detail: str) -> ApiError:
    return ApiError("2010", "Request has invalid or unsupported property", detail, element=element)


def unsupported(detail: str) -> ApiError:
    return ApiError("500", "Unsupported Operation", f"Operation {detail} is not supported.")


def broken(status: int = 500) -> ApiError:
    message = "An application error has occurred while processing your request"
    return ApiError("10000", message, "System Failure Error: made up by the sandbox", status, "SystemFault")
