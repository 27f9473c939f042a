"""What Easel adds to a prediction: from the pictures being ready at the service to their being in the message.

Beside it, in the same minutes against the same look-alike, stands the wait of the official ``replicate`` client,
which looks every half second. Each prediction takes its model's typical time with a spread that is drawn anew.
"""

import argparse
import asyncio
import sys
import time
import warnings
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TYPE_CHECKING

from bench.figures import heading, milliseconds, quantile, table
from bench.stage import Stage, staged
from demo.look_alike import Course, LookAlike, Options
from flux.catalogue import Model
from flux.models import CATALOGUE

if TYPE_CHECKING:
    # Imported late at run time: importing it warns.
    from replicate.client import Client

HEAD = (
    "model (typical s)",
    *("count", "seen p50", "p95", "in message p50", "p95", "reads each"),
    *("client: seen p50", "p95", "reads each"),
)
ENDED = frozenset({"succeeded", "failed", "canceled"})
PICTURE_WITHIN_S = 120.0
STARTS_WITHIN_S = 3.0


@dataclass(slots=True)
class Ledger:
    """When things happened at the look-alike, in monotonic seconds: creation by prompt, first fetch by prompt."""

    created_s: dict[str, float] = field(default_factory=dict)
    fetched_s: dict[str, float] = field(default_factory=dict)

    async def keep(self, flux: LookAlike) -> None:
        """Write down what happens until cancelled."""
        while True:
            known = len(flux.created) + len(flux.fetched)
            now_s = time.monotonic()
            prompts = {created.id: str(created.input["prompt"]) for created in flux.created}
            for prompt in prompts.values():
                self.created_s.setdefault(prompt, now_s)
            for fetched in flux.fetched:
                self.fetched_s.setdefault(prompts[fetched.path.split("/")[2]], now_s)
            await flux.until(partial(_has_more, flux, known))


@dataclass(slots=True)
class Waits:
    """Seconds that were added to each prediction, and how often the official client looked."""

    seen_s: list[float] = field(default_factory=list)
    in_message_s: list[float] = field(default_factory=list)
    client_seen_s: list[float] = field(default_factory=list)
    client_reads: int = 0
    reads: int = 0

    def row(self, name: str) -> tuple[str, ...]:
        """Return a line of the table."""
        return (
            name,
            str(len(self.in_message_s)),
            *_p50_p95(self.seen_s),
            *_p50_p95(self.in_message_s),
            f"{self.reads / len(self.in_message_s):.1f}",
            *_p50_p95(self.client_seen_s),
            f"{self.client_reads / len(self.client_seen_s):.1f}",
        )


@dataclass(frozen=True, slots=True)
class Trial:
    """One prediction that is made on one of the two ways."""

    model: Model
    number: int
    start_s: float
    duration_s: float

    def prompt(self, way: str) -> str:
        """Return words by which the look-alike knows it."""
        return f"{way} {self.model.name} number {self.number:04d}"


def main(argv: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _parser().parse_args(argv)
    print(heading(f"Added by Easel and by polling every half second, in ms, {options.jobs} jobs a model"))
    asyncio.run(_measure(options))
    return 0


async def _measure(options: argparse.Namespace) -> None:
    random = Random(options.seed)
    rows = []
    all_waits = Waits()
    async with (
        staged(Options(sketches=True), max_running=options.jobs) as stage,
        _ledger(stage.flux) as ledger,
        _official(stage.flux) as client,
    ):
        for model in CATALOGUE:
            if options.model in (None, model.name):
                waits = await _one_model(stage, ledger, client, _trials(model, options, random))
                rows.append(waits.row(f"{model.name} ({model.typical_s:g})"))
                _add(all_waits, waits)
    print(table(HEAD, [*rows, all_waits.row("all")]))


def _trials(model: Model, options: argparse.Namespace, random: Random) -> list[Trial]:
    return [
        Trial(
            model,
            number,
            random.uniform(0, STARTS_WITHIN_S),
            model.typical_s * random.lognormvariate(0, options.spread),
        )
        for number in range(options.jobs)
    ]


async def _one_model(stage: Stage, ledger: Ledger, client: "Client", trials: Sequence[Trial]) -> Waits:
    waits = Waits()
    before = stage.flux.reads
    async with asyncio.TaskGroup() as group:
        for trial in trials:
            for way in ("bot", "client"):
                stage.flux.when(trial.prompt(way), Course(duration_s=trial.duration_s))
            group.create_task(_by_bot(stage, ledger, trial, waits))
            group.create_task(_by_client(client, ledger, trial, waits))
    waits.reads = stage.flux.reads - before - waits.client_reads
    return waits


async def _by_bot(stage: Stage, ledger: Ledger, trial: Trial, waits: Waits) -> None:
    prompt = trial.prompt("bot")
    await asyncio.sleep(trial.start_s)
    shown = await stage.imagine(trial.number, prompt, trial.model.name)
    assert shown is not None, "the bot did not answer"
    await shown.message(lambda message: bool(message.pictures), within_s=PICTURE_WITHIN_S)
    ready_s = ledger.created_s[prompt] + trial.duration_s
    waits.in_message_s.append(time.monotonic() - ready_s)
    waits.seen_s.append(ledger.fetched_s[prompt] - ready_s)


async def _by_client(client: "Client", ledger: Ledger, trial: Trial, waits: Waits) -> None:
    prompt = trial.prompt("client")
    await asyncio.sleep(trial.start_s)
    prediction = await client.models.predictions.async_create(
        (trial.model.owner, trial.model.name), input={"prompt": prompt}
    )
    # Line by line its own async_wait, which does not count.
    while prediction.status not in ENDED:
        await asyncio.sleep(client.poll_interval)
        await prediction.async_reload()
        waits.client_reads += 1
    waits.client_seen_s.append(time.monotonic() - ledger.created_s[prompt] - trial.duration_s)


def _has_more(flux: LookAlike, known: int) -> bool:
    return len(flux.created) + len(flux.fetched) > known


@asynccontextmanager
async def _ledger(flux: LookAlike) -> AsyncIterator[Ledger]:
    ledger = Ledger()
    keeping = asyncio.create_task(ledger.keep(flux), name="ledger")
    try:
        yield ledger
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


@asynccontextmanager
async def _official(flux: LookAlike) -> AsyncIterator["Client"]:
    with warnings.catch_warnings():
        # It rests on pydantic's v1 names.
        warnings.simplefilter("ignore")
        from replicate.client import Client

        client = Client(api_token=flux.options.key, base_url=f"http://{flux.output_host}")
    try:
        yield client
    finally:
        # It has no way to close what it opened.
        await client._async_client.aclose()  # noqa: SLF001


def _add(total: Waits, waits: Waits) -> None:
    total.seen_s += waits.seen_s
    total.in_message_s += waits.in_message_s
    total.client_seen_s += waits.client_seen_s
    total.client_reads += waits.client_reads
    total.reads += waits.reads


def _p50_p95(times: Sequence[float]) -> tuple[str, str]:
    show = partial(quantile, times)
    return milliseconds(show(0.5)), milliseconds(show(0.95))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.delivery", description=__doc__)
    parser.add_argument("--jobs", type=int, default=16, help="predictions of each model on each of the two ways")
    parser.add_argument("--spread", type=float, default=0.2, help="sigma of the lognormal spread of durations")
    parser.add_argument("--model", choices=[model.name for model in CATALOGUE], help="only this model")
    parser.add_argument("--seed", type=int, default=7, help="of starts and durations")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
