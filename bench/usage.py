"""What a process uses of the machine, read from ``/proc``: so it is measured on Linux only."""

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self


@dataclass(frozen=True, slots=True)
class Usage:
    """A process at a moment: memory in MiB now and at its most, CPU in seconds since its start."""

    at_s: float
    cpu_s: float
    rss_mib: float
    peak_mib: float

    @classmethod
    def of(cls, pid: int) -> Self:
        """Read what the process uses now."""
        folder = Path("/proc") / str(pid)
        # The name in brackets may hold spaces; what follows it is counted from the third field on (proc(5)).
        after_name = (folder / "stat").read_text().rpartition(")")[2].split()
        ticks = int(after_name[11]) + int(after_name[12])
        status = (folder / "status").read_text()
        cpu_s = ticks / os.sysconf("SC_CLK_TCK")
        return cls(time.monotonic(), cpu_s, _mebibytes(status, "VmRSS"), _mebibytes(status, "VmHWM"))

    def cores_since(self, before: Self) -> float:
        """Return how many cores it kept busy since ``before``."""
        return (self.cpu_s - before.cpu_s) / (self.at_s - before.at_s)


def _mebibytes(status: str, name: str) -> float:
    found = re.search(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)
    assert found is not None, f"no {name} in {status}"
    return int(found[1]) / 1024
