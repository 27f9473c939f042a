"""How soon people are answered when many use commands at once: from the interaction sent to the answer received.

Discord waits three seconds for the first answer; the goal, at 50 commands a second, is a p99 under 0.3 s.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from bench.figures import heading, milliseconds, quantile, table
from bench.stage import Stage, arrivals, at_rate, staged
from demo.look_alike import Options
from flux.models import CATALOGUE

CARD_WITHIN_S = 60.0


@dataclass(slots=True)
class Answered:
    """What was seen: seconds to each first answer and to each card, how many got none, how late we sent them."""

    first_s: list[float] = field(default_factory=list)
    card_s: list[float] = field(default_factory=list)
    unanswered: int = 0
    cardless: int = 0
    late_s: list[float] = field(default_factory=list)


def main(argv: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _parser().parse_args(argv)
    print(heading(f"First answers at {options.rate:g} commands a second, MAX_RUNNING={options.running}"))
    asyncio.run(_measure(options))
    return 0


async def _measure(options: argparse.Namespace) -> None:
    flux = Options(speed=options.speed, sketches=True)
    async with staged(flux, max_running=options.running, people=options.people, servers=options.servers) as stage:
        for _ in range(options.runs):
            before, own_s, reads = stage.usage(), time.process_time(), stage.flux.reads
            seen = await _run(stage, per_s=options.rate, seconds=options.seconds)
            after = stage.usage()
            print(table(("", "count", "p50 ms", "p99 ms", "slowest ms"), _rows(seen)))
            cores = (time.process_time() - own_s) / (after.at_s - before.at_s)
            print(
                f"unanswered {seen.unanswered}, without a card {seen.cardless}; "
                f"the bot kept {after.cores_since(before):.2f} cores busy, the measuring process {cores:.2f}; "
                f"{stage.flux.creates} predictions so far, {stage.flux.reads - reads} lookups\n"
            )


async def _run(stage: Stage, *, per_s: float, seconds: float) -> Answered:
    random = Random(7)
    starts = arrivals(round(per_s * seconds), per_s=per_s, random=random)
    seen = Answered()
    began_s = time.monotonic()
    async with asyncio.TaskGroup() as group:
        async for number in at_rate(starts):
            seen.late_s.append(time.monotonic() - began_s - starts[number])
            model = random.choice([model.name for model in CATALOGUE])
            group.create_task(_one(stage, number, model, seen))
    return seen


async def _one(stage: Stage, number: int, model: str, seen: Answered) -> None:
    sent_s = time.monotonic()
    shown = await stage.imagine(number, f"a lighthouse, number {number}", model)
    if shown is None:
        seen.unanswered += 1
        return
    seen.first_s.append(shown.answered_after_s)
    try:
        await shown.message(within_s=CARD_WITHIN_S)
    except TimeoutError:
        seen.cardless += 1
    else:
        seen.card_s.append(time.monotonic() - sent_s)


def _rows(seen: Answered) -> list[tuple[str, ...]]:
    measured = {
        "first answer": seen.first_s,
        "the card stands": seen.card_s,
        "sent later than planned": seen.late_s,
    }
    return [
        (name, str(len(times)), *(milliseconds(quantile(times, part)) for part in (0.5, 0.99, 1)))
        for name, times in measured.items()
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.answer", description=__doc__)
    parser.add_argument("--rate", type=float, default=50, help="commands a second")
    parser.add_argument("--seconds", type=float, default=15, help="how long each run takes")
    parser.add_argument("--runs", type=int, default=3, help="how often it is measured")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--servers", type=int, default=8)
    parser.add_argument("--running", type=int, default=8, help="MAX_RUNNING of the bot")
    parser.add_argument("--speed", type=float, default=1, help="divides the models' typical durations")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
