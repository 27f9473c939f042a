"""Leaderboards and what is told of an artist; pure."""

from collections.abc import Iterator

from discord import ui

from cogs.ui import theme
from cogs.ui.views import View
from cogs.words import Words, timestamp
from studio.community.artists import Best, Profile
from studio.community.scores import Board, Measure, Place, Span

THUMBNAIL = "best.webp"
"""The file that goes with a profile that shows a best picture."""

_JUMP = "https://discord.com/channels/{}/{}/{}"


def leaderboard(found: Board, measure: Measure, span: Span, words: Words, *, zone: str) -> ui.LayoutView:
    """Draw a board for everybody; ``zone`` is the name of the server's time zone.

    The place of who asks comes last where they are not named above.
    """
    lines = [words("leaderboard-title", what=measure.value, span=span.value)]
    lines += [_place_line(place, words) for place in found.places]
    if not found.places:
        lines.append(words("leaderboard-empty"))
    if found.own is not None and not {who for place in found.places for who in place.artist_ids}.issuperset(
        found.own.artist_ids
    ):
        lines += ["…", _place_line(found.own, words)]
    return _view(ui.TextDisplay("\n".join(lines)), ui.TextDisplay(f"-# {words('leaderboard-how', zone=zone)}"))


def profile_view(
    profile: Profile, words: Words, *, server_id: int, best: Best | None, has_thumbnail: bool
) -> ui.LayoutView:
    """Draw what is told of an artist; ``best`` is the picture that may be shown where this goes.

    ``has_thumbnail`` says that ``THUMBNAIL`` comes with it.
    """
    lines = [f"**<@{profile.artist_id}>**", *_profile_lines(profile, words)]
    if best is not None:
        link = _JUMP.format(server_id, best.channel_id, best.message_id)
        if best.rank is None:
            lines.append(words("artist-best", link=link, count=best.reactions))
        else:
            lines.append(words("artist-best-entry", link=link, place=best.rank))
    if profile.is_unlisted:
        lines.append(f"-# {words('artist-unlisted')}")
    text = ui.TextDisplay[ui.LayoutView]("\n".join(lines))
    if not has_thumbnail:
        return _view(text)
    picture = ui.Thumbnail[ui.LayoutView](f"attachment://{THUMBNAIL}", description=words("artist-best-alt"))
    return _view(ui.Section(text, accessory=picture))


def _place_line(place: Place, words: Words) -> str:
    artists = ", ".join(f"<@{artist_id}>" for artist_id in place.artist_ids)
    if place.more:
        artists = words("leaderboard-more", artists=artists, count=place.more)
    return words("leaderboard-place", place=place.number, artists=artists, score=place.score)


def _profile_lines(profile: Profile, words: Words) -> Iterator[str]:
    if profile.record.since is None:
        yield words("artist-nothing")
        return
    for measure, score in profile.scores.items():
        match measure:
            case Measure.MADE:
                yield words("artist-made", count=score)
            case Measure.SHOWCASED:
                yield words("artist-showcased", count=score)
            case Measure.WON:
                yield words("artist-won", count=score)
            case Measure.STREAK:
                yield words("artist-streak", count=profile.streak, best=max(score, profile.streak))
    if profile.record.model is not None:
        yield words("artist-model", model=profile.record.model)
    yield words("artist-since", moment=timestamp(profile.record.since, "D"))


def _view(*parts: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    view = View(timeout=None)
    view.add_item(ui.Container(*parts, accent_colour=theme.ACTIVE))
    return view
