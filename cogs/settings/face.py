"""``/settings`` in one value: its cog, and what acts on its buttons and forms."""

from collections.abc import Mapping
from dataclasses import dataclass

from discord.ext import commands

from cogs import routes
from cogs.community.guides import Guides
from cogs.public_words import PublicWords
from cogs.settings.moderation import ModerationChanges, ModerationPage
from cogs.settings.money import MoneyChanges, MoneyPage, RolesPage
from cogs.settings.panel import Page, Panel, SettingsPanel
from cogs.settings.retention import PrivacyPage, RetentionChanges
from cogs.settings.strikes import StrikeChanges, StrikesPage
from cogs.settings.terms import AccessChanges, AccessPage
from cogs.settings.wording import WordChanges, WordsPage
from cogs.ui.verbs import Verb
from cogs.words import Languages
from studio.services import Services


@dataclass(frozen=True, slots=True)
class SettingsFace:
    """What the bot needs of it."""

    cog: commands.Cog
    presses: routes.Presses
    forms: routes.Forms


def settings_face(
    services: Services,
    guides: Guides,
    languages: Languages,
) -> SettingsFace:
    """Build it; the pages are in the order of their buttons, and the first is the one that opens."""
    community, moderation = services.community, services.moderation
    budgeting, retention = services.budgeting, services.retention
    pages: Mapping[Verb, Page] = {
        Verb.MONEY: MoneyPage(budgeting),
        Verb.ROLES: RolesPage(budgeting),
        Verb.ACCESS: AccessPage(community.rules),
        Verb.WORDS: WordsPage(community.rules),
        Verb.MODERATION: ModerationPage(moderation.rooms),
        Verb.STRIKES: StrikesPage(moderation.discipline),
        Verb.PRIVACY: PrivacyPage(retention),
    }
    panel = Panel(pages, languages)
    public = PublicWords(community.rules, languages)
    money = MoneyChanges(panel, budgeting, community, guides, languages, public)
    access = AccessChanges(panel, community.rules, guides, services.catalogue, languages, public)
    words = WordChanges(panel, community.rules, languages)
    rooms = ModerationChanges(panel, moderation.rooms, languages)
    strikes = StrikeChanges(panel, moderation.discipline)
    prompts = RetentionChanges(panel, retention, languages)
    changes = (money, access, words, rooms, prompts)
    return SettingsFace(
        SettingsPanel(panel, languages),
        routes.joined(panel.presses, strikes.presses, *(each.presses for each in changes)),
        routes.joined(*(each.forms for each in changes)),
    )
