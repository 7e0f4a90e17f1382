"""`relance serve`, `demo` and `doctor`."""

from connector.bootstrap import open_installation
from connector.cli.common import Json, out, print_json, print_table
from connector.usecases.doctor import Finding, examine


def doctor(as_json: Json = False) -> None:
    """Say whether everything is reachable and safe."""
    with open_installation() as installation:
        findings = [*installation.findings(), *examine(installation.app)]
    if as_json:
        print_json([{"what": x.what, "is_well": x.is_well, "text": x.text} for x in findings])
        return
    print_table("", ["", "What", ""], [[_mark(x), x.what, x.text] for x in findings])
    wrong = sum(not x.is_well for x in findings)
    out.print("All is well." if not wrong else f"{wrong} to look at.")


def _mark(finding: Finding) -> str:
    return "ok" if finding.is_well else "!!"


COMMANDS = (doctor,)
