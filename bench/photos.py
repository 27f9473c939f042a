"""What edits of large photographs do to the bot when many come at once: its memory, and how late its loop is.

The goals, for a hundred photographs of 10 MB, are a peak under 700 MB and a loop whose p99 is under 50 ms.
"""

import argparse
import asyncio
import io
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from bench.figures import heading, milliseconds, quantile, table
from bench.stage import Stage, staged
from bench.usage import Usage
from bench.watched import seen
from demo.look_alike import Options
from flux.models import DEFAULT_EDIT_MODEL
from tests.wire.discord import Shown, Upload

HEAD = ("", "seconds", "RSS MiB", "peak MiB", "cores", "loop late p50 ms", "p99 ms", "worst ms")
PROMPT = "make it snow"
SIZE = (6000, 4000)
IDLE_S = 5.0
WITHIN_S = 600.0


@dataclass(slots=True)
class Times:
    """Seconds from a command to its first answer, to the card with the photograph, and to its pictures."""

    answer_s: list[float] = field(default_factory=list)
    card_s: list[float] = field(default_factory=list)
    done_s: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time with a name, and what the bot used at its two ends."""

    name: str
    before: Usage
    after: Usage

    def row(self, late: Path) -> tuple[str, ...]:
        """Return its figures."""
        late_s = seen(late, since_s=self.before.at_s, until_s=self.after.at_s)
        return (
            self.name,
            f"{self.after.at_s - self.before.at_s:.0f}",
            f"{self.after.rss_mib:.0f}",
            f"{self.after.peak_mib:.0f}",
            f"{self.after.cores_since(self.before):.2f}",
            *(f"{quantile(late_s, part) * 1000:.1f}" for part in (0.5, 0.99, 1)),
        )


def main(argv: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _parser().parse_args(argv)
    photo = photograph(options.megabytes)
    size = f"{SIZE[0] * SIZE[1] / 1e6:.0f} megapixels, {len(photo) / 1e6:.1f} MB"
    print(heading(f"{options.edits} edits of photographs ({size}) at once, MAX_RUNNING={options.running}"))
    with tempfile.TemporaryDirectory() as folder:
        late = Path(folder) / "late.json"
        stretches, times = asyncio.run(_measure(options, photo, late))
        print(table(HEAD, [stretch.row(late) for stretch in stretches]))
    print()
    print(table(("", "count", "p50 ms", "p99 ms", "slowest ms"), _rows(times)))
    return 0


def photograph(megabytes: float) -> bytes:
    """Return a JPEG of this size, or a little less: soft colours with the grain that makes photographs large."""
    soft = [Image.effect_noise((150, 100), 120).resize(SIZE, Image.Resampling.BICUBIC) for _ in range(3)]
    grain = Image.effect_noise(SIZE, 25)
    picture = Image.merge("RGB", [Image.blend(channel, grain, 0.4) for channel in soft])
    bodies = (_jpeg(picture, quality) for quality in range(97, 1, -2))
    return next(body for body in bodies if len(body) <= megabytes * 1e6)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality)
    return file.getvalue()


async def _measure(options: argparse.Namespace, photo: bytes, late: Path) -> tuple[list[Stretch], Times]:
    times = Times()
    flux = Options(sketches=True, speed=options.speed)
    async with staged(flux, max_running=options.running, people=options.edits, late=late) as stage:
        begun = stage.usage()
        await asyncio.sleep(IDLE_S)
        idle = stage.usage()
        edits = [asyncio.create_task(_edit(stage, number, photo, times)) for number in range(options.edits)]
        shown = [each for each in await asyncio.gather(*edits) if each is not None]
        taken_in = stage.usage()
        await asyncio.gather(*(_delivered(each, times) for each in shown))
        delivered = stage.usage()
        await asyncio.sleep(IDLE_S)
        end = stage.usage()
    stretches = [
        Stretch("idle", begun, idle),
        Stretch("until every photograph is on its card", idle, taken_in),
        Stretch("until every card has its pictures", taken_in, delivered),
        Stretch("idle again", delivered, end),
    ]
    return stretches, times


async def _edit(stage: Stage, number: int, photo: bytes, times: Times) -> Shown | None:
    """Ask for an edit and wait for the card that shows the photograph."""
    began_s = time.monotonic()
    upload = Upload("photo.jpg", photo)
    shown = await stage.imagine(number, PROMPT, DEFAULT_EDIT_MODEL.name, input_image=upload)
    if shown is not None:
        times.answer_s.append(shown.answered_after_s)
        await shown.message(lambda card: bool(card.pictures), within_s=WITHIN_S)
        times.card_s.append(time.monotonic() - began_s)
    return shown


async def _delivered(shown: Shown, times: Times) -> None:
    await shown.message(lambda card: len(card.pictures) > 1, within_s=WITHIN_S)
    times.done_s.append(time.monotonic() - shown.interaction.created_s)


def _rows(times: Times) -> list[tuple[str, ...]]:
    measured = {
        "first answer": times.answer_s,
        "the photograph on its card": times.card_s,
        "the edit on its card": times.done_s,
    }
    return [
        (name, str(len(taken)), *(milliseconds(quantile(taken, part)) for part in (0.5, 0.99, 1)))
        for name, taken in measured.items()
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.photos", description=__doc__)
    parser.add_argument("--edits", type=int, default=100, help="how many come at once")
    parser.add_argument("--megabytes", type=float, default=10, help="how large each photograph is")
    parser.add_argument("--running", type=int, default=8, help="MAX_RUNNING of the bot")
    parser.add_argument("--speed", type=float, default=1, help="divides the models' typical durations")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
