"""Everything of community art channels that a face can ask for, in one value."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.channels import Channels
from studio.community.posts import Posts
from studio.community.purposes import Purpose
from studio.community.servers import Servers
from studio.community.theme_turns import ThemeFace, ThemeTurns
from studio.community.themes import Themes
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from studio.store.posts import PostStore
from studio.store.themes import ThemeStore


@dataclass(frozen=True, slots=True)
class Community:
    """The parts; each has a module of its own."""

    channels: Channels
    servers: Servers
    agenda: Agenda
    posts: Posts
    themes: Themes
    theme_turns: Callable[[ThemeFace], ThemeTurns]


def community(store: Store, *, clock: Clock, random: Random) -> Community:
    """Build the parts on an open store."""
    channels, themes = ChannelStore(store.lanes), ThemeStore(store.lanes)
    servers = Servers(channels)
    agenda = Agenda(AgendaStore(store.lanes), clock=clock, random=random)
    of_themes = Themes(themes, channels, servers, agenda, clock=clock)
    return Community(
        channels=Channels(channels, arrangers={Purpose.THEME: of_themes}),
        servers=servers,
        agenda=agenda,
        posts=PostStore(store.lanes),
        themes=of_themes,
        theme_turns=partial(ThemeTurns, themes, store, channels, servers, clock=clock, random=random),
    )
