"""The pages, served over HTTP on this machine for as long as a test needs them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

from connector.core.openid import OpenIdProvider
from connector.store.engine import SqlStore
from connector.usecases.application import Application
from connector.web.app import create_app
from connector.web.server import Server, address_of, listen
from tests.web.browsing import entrance_of


@contextmanager
def served(
    app: Application,
    store: SqlStore,
    setup_code: str | None = None,
    openid: Callable[[str], OpenIdProvider] | None = None,
) -> Iterator[str]:
    """Their address, under which they also answer to whoever is sent back to them.

    `openid` makes where else people sign in, by that address.
    """
    listener = listen("127.0.0.1", 0)
    at_home = replace(app, page_link=address_of(listener))
    idp = None if openid is None else openid(address_of(listener))
    entrance = replace(entrance_of(store), openid=idp)
    server = Server(create_app(at_home, entrance, setup_code=setup_code), listener)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield address_of(listener)
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
