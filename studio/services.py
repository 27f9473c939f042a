"""Everything that a face can ask of the studio, in one value: what is joined here once for all who run it."""

from dataclasses import dataclass
from random import Random

from flux.catalogue import Catalogue
from flux.client import FluxClient
from studio.accounting import Accounting
from studio.budgeting import Budgeting
from studio.clock import Clock
from studio.community.community import Community, community
from studio.community.presets import House
from studio.editing import Editing
from studio.forgetting import Forgetting
from studio.moderation.discipline import Discipline
from studio.moderation.moderation import Moderation, moderation
from studio.polling import USUAL_PACE, Pace
from studio.presence import Presence
from studio.prices import Prices
from studio.privacy import Privacy
from studio.retention import Retention
from studio.runner import Runner
from studio.store import Shelf, Store
from studio.studio import Studio


@dataclass(frozen=True, slots=True)
class Limits:
    """What the operator allows all servers together.

    ``max_running`` jobs are at work in this process at once; ``ceiling_micro_usd`` may be spent in a month,
    ``None`` for any amount.
    """

    max_running: int
    ceiling_micro_usd: int | None


@dataclass(frozen=True, slots=True)
class Services:
    """The parts; each has a module of its own."""

    catalogue: Catalogue
    prices: Prices
    studio: Studio
    runner: Runner
    editing: Editing
    community: Community
    moderation: Moderation
    budgeting: Budgeting
    accounting: Accounting
    privacy: Privacy
    retention: Retention
    presence: Presence
    forgetting: Forgetting


def services(
    store: Store,
    shelf: Shelf,
    flux: FluxClient,
    *,
    catalogue: Catalogue,
    prices: Prices,
    house: House,
    limits: Limits,
    clock: Clock,
    random: Random,
    pace: Pace = USUAL_PACE,
    look_s: float = 15.0,
) -> Services:
    """Build the parts on an open store; ``pace`` is that of asking for results, ``look_s`` the agenda's."""
    of_community = community(store, house=house, clock=clock, random=random, look_s=look_s)
    agenda = of_community.agenda
    runner = Runner(
        store=store,
        shelf=shelf,
        flux=flux,
        catalogue=catalogue,
        clock=clock,
        random=random,
        max_running=limits.max_running,
        pace=pace,
        held_back=agenda.wake,
    )
    editing = Editing(store, catalogue=catalogue, clock=clock, random=random)
    discipline = Discipline(store, clock=clock, random=random)
    studio = Studio(
        store=store,
        shelf=shelf,
        runner=runner,
        editing=editing,
        presets=of_community.presets,
        discipline=discipline,
        rules=of_community.rules,
        catalogue=catalogue,
        prices=prices,
        clock=clock,
        random=random,
        ceiling_micro_usd=limits.ceiling_micro_usd,
    )
    return Services(
        catalogue=catalogue,
        prices=prices,
        studio=studio,
        runner=runner,
        editing=editing,
        community=of_community,
        moderation=moderation(store, shelf, runner, discipline, clock=clock, random=random, wake=agenda.wake),
        budgeting=Budgeting(store, clock=clock),
        accounting=Accounting(store, clock=clock, ceiling_micro_usd=limits.ceiling_micro_usd),
        privacy=Privacy(store, agenda, clock=clock),
        retention=Retention(store, agenda, clock=clock),
        presence=Presence(store, agenda, of_community.channels, clock=clock),
        forgetting=Forgetting(store, studio, shelf, agenda, clock=clock),
    )
