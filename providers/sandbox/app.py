"""The sandbox as one application: each provider's dialect under its prefix, and `/_sandbox` beside them."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from .control import control
from .exchange import Refused
from .state import Sandbox


def create_app(sandbox: Sandbox | None = None) -> FastAPI:
    """The application, for a server of one's own; faults that drop the connection need `serve`."""
    held = sandbox or Sandbox()
    app = FastAPI(title="Relance sandbox", docs_url=None, redoc_url=None)
    app.include_router(control(held))
    app.add_exception_handler(Refused, _refuse)
    for stand_in in held.stand_ins:
        app.mount(f"/{stand_in.provider}", stand_in.app)
    return app


def _refuse(_: Request, refused: Exception) -> JSONResponse:
    if not isinstance(refused, Refused):
        raise refused
    return JSONResponse(refused.as_json(), status_code=refused.status)
