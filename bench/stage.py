"""The stage of every measurement: the bot in a process of its own between a loopback Discord and a look-alike.

What happens on it is the measurements'.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bench.usage import Usage
from demo.look_alike import LookAlike, Options
from tests.wire.discord import Channel, NotAnswered, Person, Shown, Wire
from tests.wire.discord.people import Option

ROOT = Path(__file__).parents[1]
LOCALES = ("en-US", "ru", "en-GB", "de")
READY_WITHIN_S = 30.0
STOP_WITHIN_S = 30.0


@dataclass(frozen=True, slots=True)
class Stage:
    """Everything that a measurement drives and reads; ``seats`` are people, each in a channel of their server."""

    wire: Wire
    flux: LookAlike
    process: asyncio.subprocess.Process
    seats: Sequence[tuple[Person, Channel]]

    def usage(self) -> Usage:
        """Read what the bot uses now."""
        return Usage.of(self.process.pid)

    async def imagine(self, number: int, prompt: str, model: str, **options: Option) -> Shown | None:
        """Let the ``number``-th person use ``/imagine``; ``None`` where the bot did not answer in time."""
        person, channel = self.seats[number % len(self.seats)]
        try:
            return await person.slash(channel, "imagine", prompt=prompt, model=model, **options)
        except NotAnswered:
            return None


@asynccontextmanager
async def staged(
    flux: Options, *, max_running: int, people: int = 100, servers: int = 4, late: Path | None = None
) -> AsyncIterator[Stage]:
    """Start everything and wait until the bot is ready; stop it as SIGTERM does at the end.

    Where ``late`` names a file, the bot's loop is watched and the file has what was seen at the end
    (``bench.watched``).

    Raises:
        AssertionError: at the end, if the bot did something that Discord never forgives (``tests.wire``).
    """
    with tempfile.TemporaryDirectory() as folder:
        async with Wire(checks_spec=False) as wire, LookAlike(flux) as look_alike:
            seats = _seats(wire, people=people, servers=servers)
            async with _bot(Path(folder), wire, look_alike, max_running=max_running, late=late) as process:
                await wire.ready(within_s=READY_WITHIN_S)
                yield Stage(wire, look_alike, process, seats)


async def at_rate(starts: Sequence[float]) -> AsyncIterator[int]:
    """Yield 0, 1, 2 ... when each of these times in seconds has passed since now."""
    began_s = time.monotonic()
    for number, start_s in enumerate(starts):
        await asyncio.sleep(max(0.0, began_s + start_s - time.monotonic()))
        yield number


def arrivals(count: int, *, per_s: float, random: Random) -> list[float]:
    """Return when ``count`` people come who know nothing of one another, in seconds from the first moment on."""
    times = [0.0]
    for _ in range(count - 1):
        times.append(times[-1] + random.expovariate(per_s))
    return times


def _seats(wire: Wire, *, people: int, servers: int) -> list[tuple[Person, Channel]]:
    places = [wire.server(f"server {n}", community=n % 2 == 0, locale=LOCALES[n % 2]) for n in range(servers)]
    rooms = [[place.channel(name) for name in ("pictures", "sketches")] for place in places]
    return [
        (
            places[n % servers].member(f"person {n}", locale=LOCALES[n % len(LOCALES)]),
            rooms[n % servers][n // servers % 2],
        )
        for n in range(people)
    ]


@asynccontextmanager
async def _bot(
    folder: Path, wire: Wire, flux: LookAlike, *, max_running: int, late: Path | None
) -> AsyncIterator[asyncio.subprocess.Process]:
    # The whole environment: nothing that the operator of this machine has set counts.
    environment = {
        "DISCORD_TOKEN": wire.token,
        "DISCORD_API_URL": wire.api_url,
        "DISCORD_GATEWAY_URL": wire.gateway_url,
        "FLUX_API_KEY": flux.options.key,
        "FLUX_API_URL": str(flux.create_base),
        "FLUX_POLL_URLS": ",".join(str(base) for base in flux.poll_bases),
        "FLUX_OUTPUT_HOSTS": flux.output_host,
        "MAX_RUNNING": str(max_running),
        "PYTHONPATH": str(ROOT),
    }
    program = (str(ROOT / "bot.py"),) if late is None else ("-m", "bench.watched", str(late))
    log = folder / "bot.log"
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, *program), cwd=folder, env=environment, stdout=said, stderr=said
        )
    try:
        yield process
    finally:
        await _stop(process, log)


async def _stop(process: asyncio.subprocess.Process, log: Path) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
    _tell_troubles(process.returncode, await asyncio.to_thread(_lines, log))


def _lines(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8", errors="replace").splitlines()


def _tell_troubles(code: int | None, lines: Sequence[str]) -> None:
    """Print how the bot ended if that was not well, and what it logged as a warning or worse."""
    if code != 0:
        print(f"the bot ended with {code}", file=sys.stderr)
    troubles = [line for line in lines if _is_trouble(line)]
    print(*troubles[:10], sep="\n", end="\n" if troubles else "", file=sys.stderr)
    if len(troubles) > 10:
        print(f"... and {len(troubles) - 10} more such lines", file=sys.stderr)


def _is_trouble(line: str) -> bool:
    # On loopback the answer to a heartbeat overtakes discord.py's note of when it was sent.
    is_false_alarm = "Can't keep up, shard ID" in line
    return not is_false_alarm and (" WARNING " in line or " ERROR " in line or "Error: " in line)
