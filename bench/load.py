"""What the bot needs while hundreds of jobs are in flight: memory, and how many cores it keeps busy.

The jobs are opened at an even rate, held at the service for a while, and then all end at once.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from bench.figures import heading, table
from bench.stage import Stage, at_rate, staged
from bench.usage import Usage
from demo.look_alike import HELD, Options
from flux.models import CATALOGUE
from tests.wire.discord import Shown

HEAD = (
    "",
    "seconds",
    "RSS MiB",
    "peak MiB",
    "cores",
    "requests to Discord a s",
    "lookups a s",
    "slowest answer ms",
)
PROMPT = "a lighthouse that takes its time"
LOOKING_S = 0.25
IDLE_S = 5.0
CREATED_WITHIN_S = 60.0
DELIVERED_WITHIN_S = 120.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What was counted until a moment."""

    usage: Usage
    requests: int
    reads: int

    @classmethod
    def of(cls, stage: Stage) -> Self:
        """Read it now."""
        return cls(stage.usage(), len(stage.wire.requests), stage.flux.reads)


@dataclass(slots=True)
class Stretches:
    """The table while it grows, a row for each stretch of time; ``before`` is what there was at its begin."""

    stage: Stage
    before: Reading
    rows: list[tuple[str, ...]] = field(default_factory=list)

    def end(self, name: str) -> None:
        """End a stretch; the next begins with it."""
        now, before = Reading.of(self.stage), self.before
        seconds = now.usage.at_s - before.usage.at_s
        self.rows.append(
            (
                name,
                f"{seconds:.0f}",
                f"{now.usage.rss_mib:.0f}",
                f"{now.usage.peak_mib:.0f}",
                f"{now.usage.cores_since(before.usage):.2f}",
                f"{(now.requests - before.requests) / seconds:.1f}",
                f"{(now.reads - before.reads) / seconds:.1f}",
                self._slowest_answer(before.usage.at_s),
            )
        )
        self.before = now

    def _slowest_answer(self, since_s: float) -> str:
        asked = [each for each in self.stage.wire.world.interactions.values() if each.created_s >= since_s]
        return f"{max(each.answer.after_s for each in asked if each.answer) * 1000:.0f}" if asked else ""


def main(argv: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _parser().parse_args(argv)
    running = options.running or options.jobs
    print(heading(f"The bot with {options.jobs} jobs in flight, MAX_RUNNING={running}"))
    asyncio.run(_measure(options, running))
    return 0


async def _measure(options: argparse.Namespace, running: int) -> None:
    async with staged(Options(sketches=True), max_running=running, people=options.jobs, servers=8) as stage:
        stage.flux.when(PROMPT, HELD)
        stretches = Stretches(stage, Reading.of(stage))
        await asyncio.sleep(IDLE_S)
        stretches.end("idle")
        shown = await _opened(stage, options.jobs, options.rate)
        await _until(lambda: stage.flux.creates >= min(running, len(shown)), within_s=CREATED_WITHIN_S)
        stretches.end("opening")
        await asyncio.sleep(options.seconds)
        stretches.end("in flight")
        await _until(lambda: _released(stage, shown), within_s=DELIVERED_WITHIN_S)
        stretches.end("all end")
        await asyncio.sleep(IDLE_S)
        stretches.end("idle again")
    print(table(HEAD, stretches.rows))
    print(f"{stage.flux.creates} were created, {sum(map(_has_pictures, shown))} have their pictures")


async def _opened(stage: Stage, jobs: int, per_s: float) -> list[Shown]:
    """Open all jobs and return what their artists see."""
    models = [model.name for model in CATALOGUE]
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(stage.imagine(number, PROMPT, models[number % len(models)]))
            async for number in at_rate([number / per_s for number in range(jobs)])
        ]
    shown = [task.result() for task in tasks]
    answered = [each for each in shown if each is not None]
    if len(answered) < jobs:
        print(f"{jobs - len(answered)} were not answered", file=sys.stderr)
    return answered


def _released(stage: Stage, shown: Sequence[Shown]) -> bool:
    """Let every job end, those too that only now come to the service; say whether all have their pictures."""
    stage.flux.release()
    return all(map(_has_pictures, shown))


def _has_pictures(shown: Shown) -> bool:
    message = shown.interaction.message
    return message is not None and bool(message.pictures)


async def _until(holds: Callable[[], bool], *, within_s: float) -> None:
    """Look seldom, since whatever waits for every change at the loopback Discord is itself a load."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within_s):
            while not holds():  # noqa: ASYNC110
                await asyncio.sleep(LOOKING_S)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--rate", type=float, default=25, help="jobs opened a second")
    parser.add_argument("--seconds", type=float, default=30, help="how long they are then held in flight")
    parser.add_argument(
        "--running", type=int, help="MAX_RUNNING of the bot; as many as there are jobs unless given"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
