"""The pages as one application, behind the guard and the porter."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from connector.usecases.accounts import Entrance
from connector.usecases.application import Application
from connector.web.account import account
from connector.web.api.app import api
from connector.web.api.doors import API
from connector.web.approvals import approvals
from connector.web.batch_page import batch_page
from connector.web.batches import batches
from connector.web.before import before
from connector.web.bulk import bulk_decisions
from connector.web.business import business
from connector.web.callback import callback
from connector.web.connections import connections
from connector.web.customer import customer
from connector.web.customer_file import customers_files
from connector.web.customers import customers_listed
from connector.web.doors import DOORS, refuse_unknown_doors
from connector.web.everywhere import approvals_everywhere
from connector.web.faults import show_faults
from connector.web.figures import figures
from connector.web.four_eyes import by_two
from connector.web.guard import Guard
from connector.web.handed import handed_files
from connector.web.health import Problem, health
from connector.web.home import home
from connector.web.hooks import hooks
from connector.web.invitation import invitation
from connector.web.invoice import one_invoice
from connector.web.invoices import invoices
from connector.web.late_payment import late_payment
from connector.web.late_statement import late_statements
from connector.web.ledger_file import ledger_file
from connector.web.linking import customers_linked
from connector.web.mandate import mandate
from connector.web.openid import openid_sign_in
from connector.web.organisations import organisations
from connector.web.own_page import own_page
from connector.web.people import people
from connector.web.plan_limits import plan_limits
from connector.web.policy import policy
from connector.web.policy_editor import policy_editor
from connector.web.porter import Porter
from connector.web.proxies import Network, Proxies
from connector.web.report import report
from connector.web.searching import searching
from connector.web.second_factor import second_factor
from connector.web.second_step import second_step
from connector.web.segments import segments
from connector.web.sender import sender
from connector.web.sending import sending
from connector.web.setup import setup
from connector.web.sign_in import sign_in
from connector.web.site import STATIC, Extras, Site
from connector.web.start import starting
from connector.web.stopping import stopping
from connector.web.subscriptions import subscriptions
from connector.web.tasks import tasks
from connector.web.template_editor import template_editor
from connector.web.tokens import tokens
from connector.web.trail import trails
from connector.web.user import one_user
from connector.web.users import users
from connector.web.views import views_kept
from connector.web.webhooks import webhooks
from connector.web.works import works_done

ROUTERS = (
    sign_in,
    second_step,
    account,
    second_factor,
    users,
    one_user,
    people,
    invitation,
    home,
    invoices,
    one_invoice,
    customers_files,
    sending,
    approvals,
    by_two,
    approvals_everywhere,
    batches,
    batch_page,
    stopping,
    tasks,
    subscriptions,
    customer,
    own_page,
    connections,
    hooks,
    customers_linked,
    customers_listed,
    searching,
    trails,
    bulk_decisions,
    works_done,
    views_kept,
    handed_files,
    callback,
    organisations,
    setup,
    business,
    ledger_file,
    sender,
    mandate,
    policy,
    policy_editor,
    segments,
    template_editor,
    plan_limits,
    late_payment,
    before,
    starting,
    figures,
    tokens,
    report,
    late_statements,
    openid_sign_in,
)
#: What runs beside the pages as long as they are served.
Beside = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def beside(start: Callable[[], None], stop: Callable[[], None]) -> Beside:
    """Calls `start` before the first page and `stop` after the last one, each outside the event loop."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(start)
        try:
            yield
        finally:
            await run_in_threadpool(stop)

    return lifespan


def create_app(
    app: Application,
    entrance: Entrance,
    extras: Extras | None = None,
    lifespan: Beside | None = None,
    problem: Problem = lambda: None,
    setup_code: str | None = None,
    proxies: Sequence[Network] = (),
) -> FastAPI:
    """The pages over `app`, for those whom `entrance` knows.

    `lifespan` starts and stops what runs beside them; `problem` is for /readyz; `setup_code` makes the
    first user; what `proxies` say of whom they ask for is believed.
    """
    web = pages(Site(app, entrance, extras or Extras(), setup_code), lifespan, problem)
    if proxies:
        web.add_middleware(Proxies, trusted=proxies)
    return web


def pages(site: Site, lifespan: Beside | None = None, problem: Problem = lambda: None) -> FastAPI:
    """The same over a site that is there already."""
    # Redirects for a slash too many would be made before the porter, and of the proxy's plain address.
    web = FastAPI(
        title="Relance", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False,
        lifespan=lifespan,
    )  # fmt: skip
    web.add_middleware(Guard, base_url=site.base_url)
    web.mount(API, api(site))
    web.mount("/static", StaticFiles(directory=STATIC), name="static")
    doors = {**DOORS, **site.extras.doors}
    machines, people = for_machines(site, problem), for_people(site)
    refuse_unknown_doors([*machines, *people], doors)
    for router in machines:
        web.include_router(router)
    for router in people:
        web.include_router(router, dependencies=[Depends(Porter(site, doors))])
    show_faults(web, site)
    return web


def for_machines(site: Site, problem: Problem) -> list[APIRouter]:
    """Routes before which no porter stands: no cookie is looked at, no form is read."""
    return [health(site, problem), webhooks(site)]


def for_people(site: Site) -> list[APIRouter]:
    """Every other route, the extension's included."""
    return [make(site) for make in (*ROUTERS, *site.extras.routers)]
