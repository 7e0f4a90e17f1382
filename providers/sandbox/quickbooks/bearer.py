"""Whether an Authorization header opens a company, and how QuickBooks words it when it does not."""

from ..exchange import Arrived
from ..oauth import OAuthServer, TokenRefused
from .errors import GateError

_DETAILS = {
    "missing": "Missing bearer token",
    "unknown": "Malformed bearer token: the sandbox has not issued it",
    "expired": "Token expired",
}


def check(oauth: OAuthServer, request: Arrived, realm: str) -> None:
    """GateError 401 when the header opens nothing, 403 when it opens another company.

    In JSON, or in XML for who asks for it; a revoked token is refused in XML whatever is asked, as has been
    seen of the real service.
    """
    is_xml = "xml" in request.headers.get("accept", "")
    try:
        grant = oauth.opened(request.headers.get("authorization"))
    except TokenRefused as refused:
        why = str(refused)
        if why == "revoked":
            detail = "AuthenticationErrorGeneral: SRV-110-Authentication Failure , statusCode: 401"
            raise GateError(401, "100", "AuthenticationFault", detail, is_xml=True) from None
        raise GateError(401, "3200", "AUTHENTICATION", _DETAILS[why], is_xml=is_xml) from None
    if realm not in grant.tenants:
        raise GateError(403, "3100", "SERVICE", is_xml=is_xml)
