"""How often a card is edited while its job runs, by how long it runs, and how close two edits of one card come.

Every request counts that changes the message after the first "thinking", the pictures' own included.
"""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.figures import heading, quantile, table
from bench.stage import Stage, staged
from demo.look_alike import Course, Options
from flux.models import CATALOGUE, DEFAULT_MODEL
from tests.wire.discord import Route

HEAD = ("model", "runs s", "jobs", "edits p50", "most", "of them progress", "shortest gap s", "median gap s")
LONGER_S = (15.0, 30.0, 60.0)
"""Durations far over what is typical, of which people see the most edits."""
FIRST_AND_LAST = 2
SPACING_S = 0.25


@dataclass(frozen=True, slots=True)
class Kind:
    """Jobs of one kind: a model and how long it takes."""

    model: str
    duration_s: float

    @property
    def prompt(self) -> str:
        """Words by which the look-alike knows how long it takes."""
        return f"edits of {self.model} in {self.duration_s:g} seconds"


def main(argv: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _parser().parse_args(argv)
    print(heading(f"Edits of a card, {options.jobs} jobs of a kind, all kinds at once"))
    print(table(HEAD, asyncio.run(_measure(options.jobs))))
    return 0


async def _measure(jobs: int) -> list[tuple[str, ...]]:
    kinds = [Kind(model.name, model.typical_s) for model in CATALOGUE]
    kinds += [Kind(DEFAULT_MODEL.name, duration_s) for duration_s in LONGER_S]
    async with staged(Options(sketches=True), max_running=jobs * len(kinds)) as stage:
        for kind in kinds:
            stage.flux.when(kind.prompt, Course(duration_s=kind.duration_s))
        async with asyncio.TaskGroup() as group:
            running = [
                [group.create_task(_edited_at(stage, kind, number)) for number in range(jobs)] for kind in kinds
            ]
    return [_row(kind, [task.result() for task in tasks]) for kind, tasks in zip(kinds, running, strict=True)]


async def _edited_at(stage: Stage, kind: Kind, number: int) -> list[float]:
    """Run a job and return when its card was edited, in monotonic seconds."""
    await asyncio.sleep(number * SPACING_S)
    shown = await stage.imagine(number, kind.prompt, kind.model)
    assert shown is not None, "the bot did not answer"
    await shown.message(lambda message: bool(message.pictures), within_s=kind.duration_s + 60)
    return [
        exchange.at_s
        for exchange in stage.wire.to(Route.EDIT_ANSWER)
        if shown.interaction.token in exchange.path and exchange.status == 200
    ]


def _row(kind: Kind, jobs: Sequence[Sequence[float]]) -> tuple[str, ...]:
    counts = [float(len(times)) for times in jobs]
    gaps = [later - sooner for times in jobs for sooner, later in pairwise(times)]
    return (
        kind.model,
        f"{kind.duration_s:g}",
        str(len(jobs)),
        f"{quantile(counts, 0.5):.0f}",
        f"{max(counts):.0f}",
        f"{quantile(counts, 0.5) - FIRST_AND_LAST:.0f}",
        f"{min(gaps):.2f}",
        f"{quantile(gaps, 0.5):.2f}",
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.edits", description=__doc__)
    parser.add_argument("--jobs", type=int, default=5, help="jobs of each kind")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
