"""Everything of community art channels that a face can ask for, in one value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random

from studio.audit import Audit
from studio.clock import Clock
from studio.community.agenda import Agenda
from studio.community.channels import Arranger, Channels
from studio.community.contests import Contests
from studio.community.posts import Posts
from studio.community.presets import House, Presets
from studio.community.purposes import Purpose
from studio.community.recognition import Made, Recognition, Showcased, Streaks, Won
from studio.community.scores import Measure, Scores
from studio.community.servers import Servers
from studio.community.setting_up import SettingUp
from studio.community.showcase import Showcase
from studio.community.theme_turns import ThemeFace, ThemeTurns
from studio.community.themes import Themes
from studio.rulekeeping import Rulekeeping
from studio.store import Store
from studio.store.agenda import AgendaStore
from studio.store.audit import AuditStore
from studio.store.budgets import BudgetStore
from studio.store.channels import ChannelStore
from studio.store.contests import ContestStore
from studio.store.posts import PostStore
from studio.store.recognition import RecognitionStore
from studio.store.showcase import ShowcaseStore
from studio.store.themes import ThemeStore


@dataclass(frozen=True, slots=True)
class Community:
    """The parts; each has a module of its own."""

    channels: Channels
    servers: Servers
    setting_up: SettingUp
    presets: Presets
    rules: Rulekeeping
    agenda: Agenda
    posts: Posts
    showcase: Showcase
    recognition: Recognition
    themes: Themes
    theme_turns: Callable[[ThemeFace], ThemeTurns]
    contests: Contests


def community(store: Store, *, house: House, clock: Clock, random: Random, look_s: float = 15.0) -> Community:
    """Build the parts on an open store; ``look_s`` is the agenda's."""
    channel_store, themes = ChannelStore(store.lanes), ThemeStore(store.lanes)
    servers = Servers(channel_store)
    audit = Audit(AuditStore(store.lanes), clock=clock)
    rules = Rulekeeping(store, audit)
    agenda = Agenda(AgendaStore(store.lanes), clock=clock, random=random, look_s=look_s)
    of_themes = Themes(themes, channel_store, servers, rules, agenda, clock=clock)
    contest_store = ContestStore(store.lanes)
    budgets = BudgetStore(store.lanes)
    contests = Contests(contest_store, budgets, store, servers, rules, agenda, clock=clock, random=random)
    showcase = Showcase(ShowcaseStore(store.lanes), store, channel_store, clock=clock)
    arrangers: Mapping[Purpose, Arranger] = {
        Purpose.THEME: of_themes,
        Purpose.CONTEST: contests,
        Purpose.SHOWCASE: showcase,
    }
    channels = Channels(channel_store, arrangers)
    recognition = RecognitionStore(store.lanes)
    scores: Mapping[Measure, Scores] = {
        Measure.MADE: Made(recognition),
        Measure.SHOWCASED: Showcased(recognition),
        Measure.WON: Won(contest_store),
        Measure.STREAK: Streaks(recognition),
    }
    return Community(
        channels=channels,
        servers=servers,
        setting_up=SettingUp(channels, servers, house, audit),
        presets=Presets(channels, rules, house),
        rules=rules,
        agenda=agenda,
        posts=PostStore(store.lanes),
        showcase=showcase,
        recognition=Recognition(recognition, store, servers, channels, of_themes, scores, clock=clock),
        themes=of_themes,
        theme_turns=partial(
            ThemeTurns, themes, store, channel_store, servers, recognition, rules, clock=clock, random=random
        ),
        contests=contests,
    )
