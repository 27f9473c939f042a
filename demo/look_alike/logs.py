"""The logs that the models really write, at any point of a run (docs/flux.md). Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

_BAR_WIDTH = 10
_EIGHTHS = " ▏▎▍▌▋▊▉"


class LogStyle(StrEnum):
    """Whose log it is."""

    SCHNELL = "schnell"
    DEV = "dev"
    SILENT = "silent"
    PROXIED = "proxied"
    KONTEXT = "kontext"


STYLES: Mapping[str, LogStyle] = MappingProxyType(
    {
        "flux-schnell": LogStyle.SCHNELL,
        "flux-dev": LogStyle.DEV,
        "flux-pro": LogStyle.SILENT,
        "flux-1.1-pro": LogStyle.PROXIED,
        "flux-1.1-pro-ultra": LogStyle.PROXIED,
        "flux-kontext-pro": LogStyle.KONTEXT,
        "flux-kontext-max": LogStyle.KONTEXT,
    }
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a log tells of: ``seed`` and steps of the run, how many pictures it makes and how many are safe."""

    seed: int
    steps: int
    quantized: bool
    pictures: int
    safe: int
    seconds: float


def log_at(style: LogStyle, facts: Facts, fraction: float) -> str | None:
    """Return the log of a run that is this far (0..1); flux-pro has none."""
    match style:
        case LogStyle.SILENT:
            return None
        case LogStyle.SCHNELL:
            head = f"Using seed: {facts.seed}\n" if facts.quantized else ""
            return _diffusion(f"{head}running quantized prediction\n", facts, fraction)
        case LogStyle.DEV:
            return _diffusion("running quantized prediction\ngenerating\n", facts, fraction)
        case LogStyle.PROXIED:
            return _proxied(facts, fraction)
        case LogStyle.KONTEXT:
            return _kontext(facts, fraction)


def _diffusion(head: str, facts: Facts, fraction: float) -> str:
    if fraction <= 0:
        return ""
    done = min(facts.steps, int(facts.steps * fraction))
    start = head if facts.quantized else ""
    lines = "".join(_ticks(facts, done))
    flagged = "".join(f"NSFW content detected in image {n}\n" for n in range(facts.safe, facts.pictures))
    end = f"{flagged}Total safe images: {facts.safe} out of {facts.pictures}\n" if fraction >= 1 else ""
    return f"{start}Using seed: {facts.seed}\n{lines}{end}"


def _ticks(facts: Facts, done: int) -> Iterator[str]:
    rate = facts.steps / max(facts.seconds, 0.01)
    for step in range(done + 1):
        pace = f"{rate:5.2f}it/s" if step else "?it/s"
        if not facts.quantized:
            yield f"{step}it [{_clock(step / rate)}, {pace}]\n"
            continue
        left = _clock((facts.steps - step) / rate) if step else "?"
        percent = round(100 * step / facts.steps)
        bar = _bar(step / facts.steps)
        yield f"{percent:3d}%|{bar}| {step}/{facts.steps} [{_clock(step / rate)}<{left}, {pace}]\n"


def _proxied(facts: Facts, fraction: float) -> str:
    if fraction <= 0:
        return ""
    text = f"Running prediction... \nUsing seed: {facts.seed}\nGenerating image...\n"
    if fraction < 1:
        return text
    return f"{text}Generated image in {facts.seconds:.1f}sec\nDownloaded image in 0.14sec\n"


def _kontext(facts: Facts, fraction: float) -> str:
    if fraction <= 0:
        return ""
    text = f"Starting generate image\nUsing seed: {facts.seed}\n"
    if fraction < 1:
        return text
    total = f"Total safe images: {facts.safe} out of {facts.pictures}\n"
    return f"{text}{total}generate image took {facts.seconds:.2f} seconds\n"


def _bar(fraction: float) -> str:
    eighths = int(fraction * _BAR_WIDTH * 8)
    full, rest = divmod(eighths, 8)
    return ("█" * full + (_EIGHTHS[rest] if rest else "")).ljust(_BAR_WIDTH)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes:02d}:{rest:02d}"
