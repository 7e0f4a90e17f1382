"""What a process needs of the machine's memory."""

import re
from pathlib import Path

_STATUS = Path("/proc/self/status")


def peak_megabytes() -> int:
    """The most that this process has held at once (VmHWM, proc(5)); on Linux alone.

    Not getrusage's ru_maxrss: a process that another has started begins there with what that one held.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text(encoding="ascii"))
    if found is None:
        raise RuntimeError(f"{_STATUS} does not tell the peak memory of this process")
    return int(found[1]) // 1024
