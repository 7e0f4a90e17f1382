"""`relance serve`, `demo` and `doctor`."""

from contextlib import ExitStack
from typing import Annotated

import typer

from connector.cli.common import Json, err, open_installation, out, print_json, print_table
from connector.usecases.doctor import Finding, examine

# What serves pages is imported when it is asked for: every other command starts faster without it.

Host = Annotated[str, typer.Option(help="The address to listen on: this machine alone, for now.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")]


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Show the page and run the schedule until Ctrl-C."""
    from connector.scheduler.ticker import Schedule
    from connector.web.app import beside, create_app
    from connector.web.server import Server, listen

    with listen(host, port) as listener, open_installation() as installation:
        schedule = Schedule(installation.app)
        lifespan = beside(schedule.start, schedule.stop)
        app = create_app(installation.app, lifespan=lifespan, problem=schedule.problem)
        Server(app, listener, _announce).serve_until_stopped()
    err.print("Stopped.")


def demo(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run a whole made-up company with its page and its customers' inbox; nothing leaves this machine."""
    from connector.bootstrap import SystemClock
    from connector.demo.run import running
    from connector.web.app import create_app
    from connector.web.server import Server, address_of, listen

    with listen(host, port) as listener, ExitStack() as stack:
        with err.status("Making up a company and working off its first day…"):
            company = stack.enter_context(running(SystemClock().now(), address_of(listener)))
        app = create_app(company.installation.app, company.extras)
        Server(app, listener, _announce).serve_until_stopped()
    err.print("Stopped.")


def _announce(address: str) -> None:
    err.print(f"Relance: {address} (Ctrl-C stops it)")


def doctor(as_json: Json = False) -> None:
    """Say whether everything is reachable and safe."""
    with open_installation() as installation:
        findings = [*installation.findings(), *examine(installation.app)]
    if as_json:
        print_json([{"what": x.what, "is_well": x.is_well, "text": x.text} for x in findings])
        return
    print_table("", ["", "What", "Found"], [[_mark(x), x.what, x.text] for x in findings])
    wrong = sum(not x.is_well for x in findings)
    out.print("All is well." if not wrong else f"{wrong} to look at.")


def _mark(finding: Finding) -> str:
    return "ok" if finding.is_well else "!!"


COMMANDS = (serve, demo, doctor)
