"""How contests look: their posts, the gallery of their entries, and the private answers about them; pure.

What the buttons do is ``cogs.community.contest``'s; who wins is ``studio.community.tally``'s.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import discord
from discord import ui

from cogs.ui import theme
from cogs.ui.buttons import CardButton
from cogs.ui.forms import Filled, OldForm
from cogs.ui.numbers import number_of
from cogs.ui.text import alt_text, cut, harmless, visible
from cogs.ui.verbs import Verb, custom_id
from cogs.ui.views import View
from cogs.words import Words, timestamp
from studio.community.contest import Contest, Entry, Phase
from studio.community.contest_run import Entrant, Results
from studio.community.contests import Page
from studio.community.tally import Outcome
from studio.sheets import MOST_TILES, Place, Tile

ENTRY_FILE = "entry.webp"
"""Name of the picture on a page of the gallery."""

WINNERS_FILE = "winners.jpg"
"""Name of the winners' picture."""

CONTEST, PICTURE = "contest", "picture"
"""The fields of the form that asks what to enter where."""

_MOST_WINNERS = 12
"""How many winners the results list; the rest are counted."""

_MOST_PAST_WINNERS = 4
_NAME = 64
_ROLE = 200
_PAST_THEME = 120
_MOST_CHOICES = 25
_JUMP = "https://discord.com/channels/{}/{}/{}"

_Part: TypeAlias = ui.Item[Any]


def open_post(contest: Contest, words: Words) -> ui.LayoutView:
    """Draw the post that tells that pictures can be entered."""
    lines = [
        words("contest-title", theme=_theme(contest)),
        words("contest-open", **_until(contest.voting_at)),
        *_rules(contest, words),
    ]
    return _view(theme.ACTIVE, [_text(lines), _row(_button(Verb.ENTRIES, contest.id, words))])


def voting_post(contest: Contest, entries: int, words: Words) -> ui.LayoutView:
    """Draw the post that tells that people can vote."""
    lines = [
        words("contest-title", theme=_theme(contest)),
        words("contest-voting", entries=entries, **_until(contest.ends_at)),
        *_rules(contest, words),
    ]
    button = CardButton.of(
        Verb.ENTRIES, contest.id, label=words("button-entries"), style=discord.ButtonStyle.primary
    )
    return _view(theme.ACTIVE, [_text(lines), _row(button)])


def outage_post(contest: Contest, words: Words) -> ui.LayoutView:
    """Draw the post that tells of time that is added to a window."""
    told = words(
        "contest-outage",
        phase=contest.phase.value,
        voting_at=timestamp(contest.voting_at, "f"),
        ends_at=timestamp(contest.ends_at, "f"),
    )
    return _view(theme.WARNING, [_text([words("contest-title", theme=_theme(contest)), told])])


def canceled_post(contest: Contest, words: Words) -> ui.LayoutView:
    """Draw the post that tells that a contest was cancelled."""
    lines = [words("contest-title", theme=_theme(contest)), words("contest-canceled")]
    return _view(theme.WAITING, [_text(lines)])


def results_post(contest: Contest, results: Results, words: Words) -> ui.LayoutView:
    """Draw the post that tells who won; sent with the file of ``places`` where anybody did."""
    outcome = results.outcome
    lines = [words("contest-over", theme=_theme(contest)), *_result_lines(contest, results, words)]
    parts: list[_Part] = [_text(lines)]
    if outcome.winners:
        alt = alt_text(words("contest-sheet-alt", theme=contest.rules.theme))
        picture = discord.MediaGalleryItem(f"attachment://{WINNERS_FILE}", description=alt)
        parts.append(ui.MediaGallery(picture))
    if outcome.entries:
        parts.append(_row(_button(Verb.ENTRIES, contest.id, words)))
    return _view(theme.GOOD if outcome.winners else theme.WAITING, parts)


def places(results: Results, words: Words) -> list[Place]:
    """Return the winners as their picture shows them."""
    return [
        Place(
            entry.rank or 1,
            Tile(
                results.pictures[entry.id],
                visible(results.entrants[entry.artist_id].name),
                words("contest-sheet-votes", votes=entry.votes),
            ),
        )
        for entry in results.outcome.winners[:MOST_TILES]
    ]


def no_reward(contest: Contest, results_id: int | None, role: str, words: Words) -> ui.LayoutView:
    """Draw the direct message to the host about a reward, ``role`` by name, that could not be given."""
    link = _JUMP.format(contest.server_id, contest.channel_id, results_id or "")
    told = words("contest-no-reward", theme=_theme(contest), role=f"**{harmless(role, _ROLE)}**", link=link)
    return _view(theme.WARNING, [_text([told])])


def entry_page(page: Page, words: Words, *, is_new: bool = False) -> ui.LayoutView:
    """Draw one entry for one person; sent with its picture as ``ENTRY_FILE`` where there is one."""
    contest, entry = page.contest, page.entry
    if entry is None:
        return _view(theme.WAITING, [_text([_nothing(contest, words)])])
    parts: list[_Part] = [_text(_entry_lines(page, entry, words))]
    if page.picture is not None:
        alt = alt_text(entry.prompt) or None
        parts.append(ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{ENTRY_FILE}", description=alt)))
    told = [words("contest-entered")] if is_new else list(_own_lines(page, words))
    if told:
        parts.append(_text(told))
    buttons = list(_entry_buttons(page, entry, words))
    if buttons:
        parts.append(_row(*buttons))
    return _view(theme.GOOD if page.has_vote or is_new else theme.ACTIVE, parts)


def created(
    contest: Contest, words: Words, *, is_planned: bool, role_out_of_reach: bool, extra_is_idle: bool
) -> ui.LayoutView:
    """Draw the private answer to somebody who has set a contest up.

    ``extra_is_idle`` says that nobody has a budget for their days which extra budget could go beyond.
    """
    lines = [
        words("contest-title", theme=_theme(contest)),
        words("contest-created", is_planned="yes" if is_planned else "no", **_moments(contest)),
        *_rules(contest, words),
    ]
    if role_out_of_reach:
        lines.append(words("contest-role-out-of-reach", role=f"<@&{contest.rules.role_id}>"))
    if extra_is_idle:
        lines.append(words("contest-extra-is-idle"))
    return _view(theme.WARNING if role_out_of_reach or extra_is_idle else theme.GOOD, [_text(lines)])


def shown(contest: Contest, words: Words) -> ui.LayoutView:
    """Draw the private answer about a channel's contest."""
    lines = [
        words("contest-title", theme=_theme(contest)),
        words("contest-planned", **_moments(contest)),
        *_rules(contest, words),
    ]
    return _view(theme.ACTIVE, [_text(lines), _row(_button(Verb.ENTRIES, contest.id, words))])


def cancel_question(contest: Contest, words: Words) -> ui.LayoutView:
    """Draw the question whether a contest is to be cancelled."""
    question = words("contest-confirm-cancel", theme=_theme(contest))
    return _view(theme.WARNING, [_text([question]), _row(_button(Verb.ABANDON, contest.id, words))])


def past(contests: Sequence[tuple[Contest, Outcome]], words: Words) -> ui.LayoutView:
    """Draw the past contests of a channel."""
    if not contests:
        return _view(theme.WAITING, [_text([words("contest-no-past")])])
    lines = [_past_line(contest, outcome, words) for contest, outcome in contests]
    return _view(theme.WAITING, [_text([words("contest-past"), *lines])])


def enter_form(job_id: str, contests: Sequence[Contest], pictures: int, words: Words) -> ui.Modal:
    """Return the form that asks which picture of a job is to be entered in which contest, where that is open."""
    form = ui.Modal(title=words("form-enter-title"), custom_id=custom_id(Verb.ENTER, job_id), timeout=None)
    if len(contests) > 1:
        options = [
            discord.SelectOption(
                label=cut(visible(contest.rules.theme), theme.OPTION_LIMIT) or "…",
                value=contest.id,
                default=contest is contests[0],
            )
            for contest in contests[:_MOST_CHOICES]
        ]
        choice = ui.Select[ui.Modal](custom_id=CONTEST, options=options)
        form.add_item(ui.Label(text=words("form-enter-contest"), component=choice))
    if pictures > 1:
        numbers = [
            discord.SelectOption(
                label=words("form-enter-number", number=number), value=str(number), default=number == 1
            )
            for number in range(1, pictures + 1)
        ]
        which = ui.Select[ui.Modal](custom_id=PICTURE, options=numbers)
        form.add_item(ui.Label(text=words("form-enter-picture"), component=which))
    # A finished one is not remembered by discord.py, which would answer beside us.
    form.stop()
    return form


def wanted(form: Filled, pictures: int) -> tuple[str | None, int]:
    """Read the form of ``enter_form``: the contest's id, ``None`` where none was asked for, and the picture.

    Raises:
        OldForm: it chose what was not offered.
    """
    number = number_of(form.fields.get(PICTURE, "1"))
    if number is None or not 1 <= number <= pictures:
        raise OldForm
    return form.fields.get(CONTEST), number


def _result_lines(contest: Contest, results: Results, words: Words) -> Iterator[str]:
    outcome = results.outcome
    if not outcome.entries:
        yield words("contest-nobody-entered")
        return
    if not outcome.winners:
        yield words("contest-no-quorum", voters=outcome.voters, quorum=contest.rules.quorum)
        return
    for entry in outcome.winners[:_MOST_WINNERS]:
        yield _place_line(contest, entry, results.entrants, words)
    if len(outcome.winners) > _MOST_WINNERS:
        yield words("contest-more-winners", count=len(outcome.winners) - _MOST_WINNERS)
    turnout = {"entries": len(outcome.entries), "votes": outcome.votes, "voters": outcome.voters}
    yield f"-# {words('contest-turnout', **turnout)}"
    is_there = any(results.entrants[entry.artist_id].is_member for entry in outcome.firsts)
    if contest.rules.role_id is not None and is_there:
        yield f"-# {words('contest-rewarded', role=f'<@&{contest.rules.role_id}>')}"
    if contest.rules.extra_micro_usd and is_there:
        yield f"-# {words('contest-rewarded-extra', micro_usd=contest.rules.extra_micro_usd)}"


def _place_line(contest: Contest, entry: Entry, entrants: Mapping[int, Entrant], words: Words) -> str:
    entrant = entrants[entry.artist_id]
    return words(
        "contest-place",
        rank=entry.rank or 1,
        # Somebody who has left is a bare number as a mention.
        artist=f"<@{entry.artist_id}>" if entrant.is_member else f"**{harmless(entrant.name, _NAME)}**",
        votes=entry.votes,
        link=_JUMP.format(contest.server_id, entry.channel_id, entry.message_id),
        has_left="no" if entrant.is_member else "yes",
    )


def _entry_lines(page: Page, entry: Entry, words: Words) -> Iterator[str]:
    contest = page.contest
    yield words("contest-entry", theme=_theme(contest), place=page.place, of=page.of)
    if contest.phase is Phase.OVER or not contest.rules.blind:
        credit = words("contest-entry-credit", artist=f"<@{entry.artist_id}>", votes=entry.votes)
        yield credit if entry.rank is None else f"{words('contest-entry-rank', rank=entry.rank)} · {credit}"
    prompt = harmless(entry.prompt, theme.CARD_PROMPT_LIMIT)
    if prompt:
        yield f"> {prompt}"


def _own_lines(page: Page, words: Words) -> Iterator[str]:
    if page.is_own:
        yield words("contest-own")
    if page.contest.phase is Phase.VOTING:
        if page.has_vote:
            yield words("contest-has-vote")
        yield words("contest-votes-left", left=page.votes_left)


def _entry_buttons(page: Page, entry: Entry, words: Words) -> Iterator[CardButton]:
    if page.of > 1:
        yield _button(Verb.BACKWARD, entry.id, words)
        yield _button(Verb.FORWARD, entry.id, words)
    if page.contest.phase.ended:
        return
    if page.is_own:
        yield _button(Verb.WITHDRAW, entry.id, words)
    elif page.contest.phase is Phase.VOTING:
        yield _button(Verb.UNVOTE if page.has_vote else Verb.VOTE, entry.id, words)


def _nothing(contest: Contest, words: Words) -> str:
    if contest.phase in {Phase.PLANNED, Phase.ENTRIES}:
        return words("contest-none-of-yours", voting_at=timestamp(contest.voting_at, "f"))
    return words("contest-no-entries")


def _past_line(contest: Contest, outcome: Outcome, words: Words) -> str:
    firsts = ", ".join(f"<@{entry.artist_id}>" for entry in outcome.firsts[:_MOST_PAST_WINNERS])
    return words(
        "contest-past-line",
        ended=timestamp(contest.ended_at or contest.ends_at, "d"),
        theme=harmless(contest.rules.theme, _PAST_THEME),
        artists=firsts or words("contest-past-nobody"),
    )


def _rules(contest: Contest, words: Words) -> Iterator[str]:
    rules = contest.rules
    told = words(
        "contest-rules",
        entries=rules.entries_each,
        votes=rules.votes_each,
        is_blind="yes" if rules.blind else "no",
        quorum=rules.quorum,
    )
    yield f"-# {told}"
    if rules.role_id is not None:
        yield f"-# {words('contest-reward', role=f'<@&{rules.role_id}>')}"
    if rules.extra_micro_usd:
        yield f"-# {words('contest-reward-extra', micro_usd=rules.extra_micro_usd)}"


def _theme(contest: Contest) -> str:
    return harmless(contest.rules.theme, 2 * theme.VALUE_LIMIT)


def _until(moment: datetime) -> dict[str, str]:
    return {"until": timestamp(moment, "f"), "in_time": timestamp(moment)}


def _moments(contest: Contest) -> dict[str, str]:
    return {
        "opens_at": timestamp(contest.opens_at, "f"),
        "voting_at": timestamp(contest.voting_at, "f"),
        "ends_at": timestamp(contest.ends_at, "f"),
    }


def _button(verb: Verb, of: str, words: Words) -> CardButton:
    return CardButton.of(verb, of, label=words(f"button-{verb.value}"), style=theme.STYLES[verb])


def _row(*buttons: CardButton) -> _Part:
    return ui.ActionRow(*buttons)


def _text(lines: Iterable[str]) -> _Part:
    return ui.TextDisplay("\n".join(lines))


def _view(colour: discord.Colour, parts: Iterable[_Part]) -> ui.LayoutView:
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=colour))
    return view
