"""Everything of community art channels that a face can ask for, in one value."""

from dataclasses import dataclass
from random import Random

from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.channels import Channels
from studio.community.contests import Contests
from studio.community.posts import Posts
from studio.community.purposes import Purpose
from studio.community.servers import Servers
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from studio.store.contests import ContestStore
from studio.store.posts import PostStore


@dataclass(frozen=True, slots=True)
class Community:
    """The parts; each has a module of its own."""

    channels: Channels
    servers: Servers
    agenda: Agenda
    posts: Posts
    contests: Contests


def community(store: Store, *, clock: Clock, random: Random) -> Community:
    """Build the parts on an open store."""
    channels = ChannelStore(store.lanes)
    servers = Servers(channels)
    agenda = Agenda(AgendaStore(store.lanes), clock=clock, random=random)
    contests = Contests(ContestStore(store.lanes), store, servers, agenda, clock=clock, random=random)
    return Community(
        channels=Channels(channels, arrangers={Purpose.CONTEST: contests}),
        servers=servers,
        agenda=agenda,
        posts=PostStore(store.lanes),
        contests=contests,
    )
