"""Everything of community art channels that a face can ask for, in one value."""

from dataclasses import dataclass
from random import Random

from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.channels import Channels
from studio.community.posts import Posts
from studio.community.presets import House, Presets
from studio.community.servers import Servers
from studio.community.setting_up import SettingUp
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.channels import ChannelStore
from studio.store.posts import PostStore


@dataclass(frozen=True, slots=True)
class Community:
    """The parts; each has a module of its own."""

    channels: Channels
    servers: Servers
    setting_up: SettingUp
    presets: Presets
    agenda: Agenda
    posts: Posts


def community(store: Store, *, house: House, clock: Clock, random: Random) -> Community:
    """Build the parts on an open store."""
    channel_store = ChannelStore(store.lanes)
    channels = Channels(channel_store, arrangers={})
    servers = Servers(channel_store)
    return Community(
        channels=channels,
        servers=servers,
        setting_up=SettingUp(channels, servers, house),
        presets=Presets(channels, house),
        agenda=Agenda(AgendaStore(store.lanes), clock=clock, random=random),
        posts=PostStore(store.lanes),
    )
