"""What is shown of the queue: the line on a waiting card, and the private answer to ``/queue``; pure."""

from collections.abc import Iterator

from discord import ui

from cogs.ui import theme
from cogs.ui.lineage import card_link
from cogs.ui.text import harmless
from cogs.ui.views import View
from cogs.words import Words
from studio.fairness import shown_s
from studio.jobs import Job
from studio.standing import Count, QueueSeen, Standing

MOST_SHOWN = 10
"""So many of a person's waiting jobs are listed; the longest lines leave room for no more than twice as many."""

_MINUTE_S = 60
_HOUR_S = 3600


def wait_text(standing: Standing, words: Words) -> str:
    """Tell why a job waits and about how long."""
    return f"{words(f'queue-why-{standing.why.value}')} {_expected(standing, words)}"


def queue_panel(seen: QueueSeen, words: Words) -> ui.LayoutView:
    """Draw the queue for one person: what waits and runs, and where their own jobs are."""
    view = View(timeout=None)
    view.add_item(
        ui.Container(
            ui.TextDisplay("\n".join(_counts(seen, words))),
            ui.TextDisplay("\n".join(_own(seen, words))),
            accent_colour=theme.WAITING,
        )
    )
    return view


def _counts(seen: QueueSeen, words: Words) -> Iterator[str]:
    yield words("queue-title")
    if seen.here is not None:
        yield _count("queue-here", seen.here, words)
    yield _count("queue-in-all", seen.in_all, words)


def _count(key: str, count: Count, words: Words) -> str:
    return words(key, waiting=count.waiting, running=count.running)


def _own(seen: QueueSeen, words: Words) -> Iterator[str]:
    if not seen.own:
        yield words("queue-own-none")
        return
    yield words("queue-own")
    for job, standing in seen.own[:MOST_SHOWN]:
        yield _own_line(job, standing, words)
        yield f"-# {wait_text(standing, words)}"
    more = len(seen.own) - MOST_SHOWN
    if more > 0:
        yield words("queue-own-more", count=more)


def _own_line(job: Job, standing: Standing, words: Words) -> str:
    link = card_link(job)
    return words(
        "queue-own-line",
        place=standing.place or 0,
        link=link or "",
        has_link="yes" if link else "no",
        model=job.model,
        prompt=harmless(job.options.prompt, theme.CHAIN_PROMPT_LIMIT),
    )


def _expected(standing: Standing, words: Words) -> str:
    seconds = shown_s(standing.expected_s)
    if seconds < _MINUTE_S:
        return words("queue-expected", unit="seconds", count=seconds)
    if seconds < _HOUR_S:
        return words("queue-expected", unit="minutes", count=-(-seconds // _MINUTE_S))
    return words("queue-expected", unit="hours", count=-(-seconds // _HOUR_S))
