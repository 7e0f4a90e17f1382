"""`relance serve`, `demo`, `sandbox` and `doctor`."""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Annotated

import typer

from connector.cli.common import Json, err, open_installation, out, print_json, print_table
from connector.core.errors import Refused
from connector.usecases.accounts import has_users, made_password
from connector.usecases.doctor import Finding, examine

# What serves pages is imported when it is asked for: every other command starts faster without it.

Host = Annotated[str, typer.Option(help="The address to listen on; beyond this machine only behind https.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")]


def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Show the page and run the schedule until Ctrl-C."""
    from connector.scheduler.ticker import Schedule
    from connector.web.app import beside, create_app
    from connector.web.server import Server, listen

    with open_installation() as installation, ExitStack() as stack:
        base_url = installation.settings.base_url
        is_https = base_url.startswith("https://")
        listener = stack.enter_context(listen(host, port, is_https))
        code = None if has_users(installation.entrance) else made_password()
        schedule = Schedule(installation.app)
        app = create_app(
            installation.app,
            installation.entrance,
            lifespan=beside(schedule.start, schedule.stop),
            problem=schedule.problem,
            setup_code=code,
            proxies=installation.settings.trusted_proxies,
        )
        mail = _mail_words(installation.mail_server)
        announce = _announcing(base_url if is_https else None, code, mail)
        Server(app, listener, announce).serve_until_stopped()
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
        app = create_app(company.installation.app, company.installation.entrance, company.extras)
        Server(app, listener, _announcing()).serve_until_stopped()
    err.print("Stopped.")


def sandbox(port: Port = 9000) -> None:
    """Run the providers' stand-ins alone, on this machine: nobody needs an account to try or to build.

    Prints the settings that point Relance, or a vendor's own client, at them.
    """
    from providers.sandbox import serve as serve_sandbox
    from providers.sandbox.addresses import settings_of

    try:
        handle = serve_sandbox(port)
    except OSError:
        raise Refused(f"Port {port} is taken: choose another one with --port.") from None
    with handle:
        for provider, given in settings_of(handle.url).items():
            for name, value in given.items():
                out.print(f"RELANCE_{provider.upper()}_{name}={value}", soft_wrap=True)
        err.print(f"Stand-ins: {handle.url} (clock, faults, books: {handle.url}/_sandbox; Ctrl-C stops them)")
        with suppress(KeyboardInterrupt):
            handle.wait()
    err.print("Stopped.")


def _mail_words(server: str | None) -> str:
    """Through what messages leave, said at each start: an `export` ends with its shell."""
    if server is not None:
        return f"Mail server: {server}"
    return (
        "No mail server: nothing leaves. Write RELANCE_SMTP_URL into a file and load it at each start "
        "(the README says how)."
    )


def _announcing(
    base_url: str | None = None, code: str | None = None, mail: str | None = None
) -> Callable[[str], None]:
    """Says where the page is, through what messages leave and, while there is no user, the code that makes
    the first one."""

    def announce(address: str) -> None:
        page = base_url or address
        behind = f", served at {address}" if base_url else ""
        err.print(f"Relance: {page} (Ctrl-C stops it{behind})")
        if mail is not None:
            err.print(mail)
        if code is not None:
            err.print(
                f"Nobody can sign in yet. Make the first user on {page}/first-user with the code {code}"
            )

    return announce


def doctor(as_json: Json = False) -> None:
    """Say whether everything is reachable and safe. Ends with 0 whatever it finds: read its last line, or
    is_well of --json."""
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


COMMANDS = (serve, demo, sandbox, doctor)
