"""What Lighthouse says of the main pages, in a telephone that it slows down; needs Node.js and Chromium."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from connector.files.whereabouts import data_root

#: Installed by `make bench`, by the lock in bench/node.
INSTALLED = data_root() / ".venv-rival" / "node"
CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_IS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95


def look(pages: Mapping[str, str], cookie: str) -> Iterator[str]:
    """A line for each page by its name and address; one that says why, where it cannot be started or look."""
    command = INSTALLED / "node_modules" / ".bin" / "lighthouse"
    if missing := [x for x in (command, CHROMIUM) if not x.exists()] or not shutil.which("node"):
        yield f"  Lighthouse was not asked: Node.js, npm and Chromium are needed (missing: {missing})"
        return
    for name, address in pages.items():
        try:
            scores = _scores(command, address, cookie)
        except subprocess.CalledProcessError as error:
            yield f"  Lighthouse, {name}: it could not look: {error.stderr.strip()[-300:]}"
            continue
        said = ", ".join(f"{what} {score}" for what, score in scores.items())
        kept = "kept" if min(scores.values()) >= LEAST else "BROKEN"
        yield f"  Lighthouse, {name}: {said}, limit {LEAST}: {kept}"


def _scores(command: Path, address: str, cookie: str) -> dict[str, int]:
    """Of 100, by category."""
    with tempfile.TemporaryDirectory() as folder:
        headers, report = Path(folder) / "headers.json", Path(folder) / "report.json"
        headers.write_text(json.dumps({"Cookie": cookie}), encoding="utf-8")
        subprocess.run(
            [
                command, address, "--quiet", "--output=json", f"--output-path={report}",
                f"--only-categories={','.join(CATEGORIES)}", f"--extra-headers={headers}",
                f"--chrome-path={CHROMIUM}", f"--chrome-flags={CHROMIUM_IS}",
            ],
            check=True, timeout=300, capture_output=True, text=True,
        )  # fmt: skip
        said = json.loads(report.read_text(encoding="utf-8"))
    if "runtimeError" in said or said["finalDisplayedUrl"] != address:
        raise RuntimeError(f"Lighthouse did not see {address} but {said['finalDisplayedUrl']}")
    return {what: round(100 * (said["categories"][what]["score"] or 0)) for what in CATEGORIES}
