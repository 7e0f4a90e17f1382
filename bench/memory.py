"""What a process needs of the machine: memory, and time of its processor."""

import os
import re
from pathlib import Path


def peak_megabytes(process: str = "self") -> int:
    """The most that a process has held at once (VmHWM, proc(5)); on Linux alone.

    Not getrusage's ru_maxrss: a process that another has started begins there with what that one held.
    """
    status = Path("/proc") / process / "status"
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
    if found is None:
        raise RuntimeError(f"{status} does not tell the peak memory of this process")
    return int(found[1]) // 1024


def processor_seconds(process: str) -> float:
    """What a process has used of the processor until now (proc(5)): the same however busy the machine is."""
    after_name = (Path("/proc") / process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")
