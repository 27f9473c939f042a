"""What people are shown of usage: their own, and a month of their server with its chart and its file; pure."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.verbs import Verb
from cogs.ui.views import View
from cogs.words import Words
from studio.budgets import Scope
from studio.charts import Chart, Mark, Series
from studio.jobs import NOBODY
from studio.usage import (
    Amount,
    Month,
    PersonUsage,
    Room,
    Row,
    ServerUsage,
    added,
    by_channel,
    by_day,
    by_model,
    by_person,
    daily,
    total,
)

MOST_SHOWN = 10
"""So many people, models and channels are named; what the others come to is told in one line."""

_CENT = 10_000
_DOLLAR = 1_000_000


def own_panel(usage: PersonUsage, words: Words, *, may_see_server: bool) -> ui.LayoutView:
    """Draw what a person has used and what is left, with the way to the server's page for who may see it."""
    used = [
        words("usage-own"),
        _amount(words("usage-today"), usage.today, words),
        _amount(_month(usage.month, words), usage.this_month, words),
        *_held(usage.this_month, words),
    ]
    parts: list[ui.Item[ui.LayoutView]] = [
        ui.TextDisplay("\n".join(used)),
        ui.TextDisplay("\n".join(_left(usage, words))),
        ui.TextDisplay(f"-# {words('usage-note', zone=usage.zone.key)}"),
    ]
    if may_see_server:
        parts.append(ui.ActionRow[Any](_button(usage.month, words("button-usage"))))
    return _view(parts)


def server_page(usage: ServerUsage, words: Words, *, chart: str | None, file: str | None) -> ui.LayoutView:
    """Draw a month of a server; ``chart`` and ``file`` are the names of the files that come with it."""
    parts: list[ui.Item[ui.LayoutView]] = [ui.TextDisplay("\n".join(_summary(usage, words)))]
    if chart is not None:
        picture = ui.MediaGallery[ui.LayoutView]()
        picture.add_item(media=f"attachment://{chart}", description=_alt_text(usage, words))
        parts.append(picture)
    tables = ([words(heading), *_table(amounts, words)] for heading, amounts in _tables(usage.rows, words))
    parts += [ui.TextDisplay("\n".join(lines)) for lines in tables]
    note = "usage-note" if file is None else "usage-of-server-note"
    parts.append(ui.TextDisplay(f"-# {words(note, zone=usage.zone.key)}"))
    if file is not None:
        parts.append(ui.File(f"attachment://{file}"))
    beside = [month for month in (usage.earlier, usage.later) if month is not None]
    if beside:
        parts.append(ui.ActionRow[Any](*(_button(month, _month(month, words)) for month in beside)))
    return _view(parts)


def usage_chart(usage: ServerUsage, words: Words, models: Sequence[str]) -> Chart:
    """Return the chart of a month; each of ``models`` has a colour of its own, and all others share one."""
    amounts = daily(usage.rows, usage.month)
    series = [Series(model, amounts[model], hue) for hue, model in enumerate(models) if model in amounts]
    others = [each for model, each in amounts.items() if model not in models]
    if others:
        series.append(Series(words("usage-chart-others"), [sum(day) for day in zip(*others, strict=True)]))
    spent = total(usage.rows)
    return Chart(
        title=_month(usage.month, words),
        subtitle=words("usage-chart-subtitle", micro_usd=_in_cents(spent.total_micro_usd), count=spent.pictures),
        by_day=words("usage-chart-by-day"),
        in_all=words("usage-chart-in-all"),
        series=series,
        days=len(usage.month.days),
        known=len(usage.month.days) if usage.today is None else usage.today.day,
        money=lambda micro_usd, digits: words("usage-money", micro_usd=_in_cents(micro_usd), digits=digits),
        budget=_mark("usage-chart-budget", usage.budget_micro_usd, words),
        forecast=_mark("usage-chart-forecast", usage.forecast_micro_usd, words),
    )


def _left(usage: PersonUsage, words: Words) -> Iterator[str]:
    first = next(iter(usage.rooms), None)
    if first is None:
        yield words("usage-left-none")
    elif first.scope is Scope.OPERATOR:
        # How much the operator spends, and on whom, is for nobody else to read.
        is_left = "yes" if first.left_micro_usd else "no"
        yield words("usage-left-operator", is_left=is_left, opens_at=first.opens_at, others=len(usage.rooms) - 1)
    else:
        yield words("usage-left", micro_usd=_in_cents(first.in_all_micro_usd))
    for room in usage.rooms:
        if room.scope is not Scope.OPERATOR:
            line = _room(room, words)
            decides = room is first and len(usage.rooms) > 1
            yield f"-# {words('usage-room-binds', room=line) if decides else line}"
    if usage.extra_micro_usd and not any(room.extra_micro_usd for room in usage.rooms):
        yield f"-# {words('usage-extra', extra=_in_cents(usage.extra_micro_usd))}"


def _room(room: Room, words: Words) -> str:
    line = words(
        "usage-room",
        scope=room.scope.value,
        left=_in_cents(room.left_micro_usd),
        limit=room.limit_micro_usd,
        opens_at=room.opens_at,
    )
    if not room.extra_micro_usd:
        return line
    return words("usage-room-extra", room=line, extra=_in_cents(room.extra_micro_usd))


def _summary(usage: ServerUsage, words: Words) -> Iterator[str]:
    spent = total(usage.rows)
    yield words("usage-of-server", month=_month(usage.month, words))
    if not usage.rows:
        yield words("usage-nothing")
    else:
        yield words(
            "usage-total",
            micro_usd=_in_cents(spent.total_micro_usd),
            count=spent.pictures,
            people=len(by_person(usage.rows).keys() - {NOBODY}),
        )
        yield from _held(spent, words)
    if usage.today is not None:
        yield from _expected(usage, spent, words)


def _expected(usage: ServerUsage, spent: Amount, words: Words) -> Iterator[str]:
    """Hold the current month against its budget."""
    budget = usage.budget_micro_usd
    if budget is None:
        yield words("usage-budget-none")
    elif budget == 0:
        yield words("usage-budget-nothing", micro_usd=budget)
    else:
        yield words("usage-budget", percent=spent.total_micro_usd * 100 // budget, micro_usd=budget)
    if usage.rows and usage.forecast_micro_usd is not None:
        is_over = budget is not None and usage.forecast_micro_usd > budget
        yield words(
            "usage-forecast",
            days=usage.forecast_days,
            micro_usd=_in_cents(usage.forecast_micro_usd),
            is_over="yes" if is_over else "no",
        )


def _tables(rows: Sequence[Row], words: Words) -> Iterator[tuple[str, Mapping[str, Amount]]]:
    """Yield headings, and what was used by whom, of what, and where, the most first."""
    if rows:
        yield "usage-by-person", {_person(who, words): amount for who, amount in by_person(rows).items()}
        yield "usage-by-model", by_model(rows)
        yield "usage-by-channel", {f"<#{channel_id}>": amount for channel_id, amount in by_channel(rows).items()}


def _person(person_id: int, words: Words) -> str:
    return words("usage-nobody") if person_id == NOBODY else f"<@{person_id}>"


def _table(amounts: Mapping[str, Amount], words: Words) -> Iterator[str]:
    for name, amount in islice(amounts.items(), MOST_SHOWN):
        yield _amount(name, amount, words)
    if len(amounts) > MOST_SHOWN:
        more = added(list(amounts.values())[MOST_SHOWN:])
        count = len(amounts) - MOST_SHOWN
        yield words("usage-more", count=count, micro_usd=_in_cents(more.total_micro_usd))


def _amount(what: str, amount: Amount, words: Words) -> str:
    return words("usage-amount", what=what, micro_usd=_in_cents(amount.total_micro_usd), count=amount.pictures)


def _held(amount: Amount, words: Words) -> Iterator[str]:
    if amount.held_micro_usd:
        yield f"-# {words('usage-held', micro_usd=_in_cents(amount.held_micro_usd))}"


def _alt_text(usage: ServerUsage, words: Words) -> str:
    day, most = max(by_day(usage.rows).items(), key=lambda each: (each[1].total_micro_usd, -each[0].day))
    return words(
        "usage-chart-alt",
        month=_month(usage.month, words),
        micro_usd=_in_cents(total(usage.rows).total_micro_usd),
        most=_in_cents(most.total_micro_usd),
        day=day.day,
    )


def _mark(key: str, micro_usd: int | None, words: Words) -> Mark | None:
    return None if micro_usd is None else Mark(words(key), micro_usd)


def _month(month: Month, words: Words) -> str:
    return words("usage-month", month=month.first.month, year=str(month.first.year))


def _in_cents(micro_usd: int) -> int:
    """Return an amount as exactly as it is shown: from a dollar on, nobody reads parts of a cent."""
    return micro_usd if micro_usd < _DOLLAR else micro_usd // _CENT * _CENT


def _button(month: Month, label: str) -> CardButton:
    return CardButton.of(Verb.USAGE, str(month), label=label, style=theme.STYLES[Verb.USAGE])


def _view(parts: Sequence[ui.Item[ui.LayoutView]]) -> ui.LayoutView:
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=theme.ACTIVE))
    return view
