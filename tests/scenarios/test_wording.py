"""Words that are in no prompt, on the whole bot: refused by every way to a picture, and set in ``/settings``."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from discord import Permissions

from cogs.ui.verbs import Verb
from demo.look_alike import INTERRUPTED
from studio.community.purposes import Channel, ContestSettings, ThemeSettings
from studio.community.theme_errors import PoolEmpty, SuggestionRefused
from studio.wording.errors import WordsRefused
from studio.wording.rules import RuleKind, WordRule, rule_of
from tests.scenarios.office import NOT_YOURS, Office, open_office
from tests.scenarios.world import SERVER_ID, World, picture, told

PHOTO = ("photo.png", picture())
REFUSED = {"en-US": "does not allow some of these words", "ru": "Некоторые из этих слов на сервере запрещены"}
LEFT_OUT = {"en-US": "2 themes were left out", "ru": "2 темы пропущены"}
NO_MORE = {
    "en-US": "does not allow some of the words of this suggestion",
    "ru": "слов этого предложения на сервере теперь",
}
NEVER = {"en-US": "does not come: this server", "ru": "не выйдет: некоторые"}
EMPTY = {"en-US": "no theme in the pool that could come", "ru": "нет темы, которая могла бы выйти"}
APPROVE = {"en-US": "Approve", "ru": "Принять"}
BAD = "a grim fоx, b l o o d y"
languages = pytest.mark.parametrize("locale", REFUSED)

Way: TypeAlias = Callable[[World], Awaitable[str]]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


async def forbid(world: World, *texts: str) -> None:
    await world.parts.services.community.rules.add_words(
        SERVER_ID, [rule_of(RuleKind.WORD, text) for text in texts], by_id=1
    )


async def by_imagine(world: World) -> str:
    return told(await world.command(BAD))


async def by_imagine_privately(world: World) -> str:
    return told(await world.command(BAD, private=True))


async def by_edit(world: World) -> str:
    return told(await world.command(BAD, name="edit", input_image=PHOTO))


async def by_mention(world: World) -> str:
    await world.say(f"{world.mention} {BAD}", files=[PHOTO])
    return world.direct(world.artist)[-1].text


async def by_menu(world: World) -> str:
    said = await world.say("look", files=[PHOTO], who=world.stranger)
    return told(await world.hand_in(await world.menu(said, "Edit picture"), prompt=BAD))


async def by_edit_of_a_card(world: World) -> str:
    job = await world.imagine("a hen")
    await world.finished(job)
    return told(await world.hand_in(await world.press(job, Verb.EDIT), prompt=BAD))


async def by_remix(world: World) -> str:
    job = await world.imagine("a hen")
    await world.finished(job)
    return told(await world.hand_in(await world.press(job, Verb.REMIX), prompt=BAD))


WAYS = (by_imagine, by_imagine_privately, by_edit, by_mention, by_menu, by_edit_of_a_card, by_remix)


@languages
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_a_word_is_refused_in_private_and_not_repeated(world: World, way: Way, locale: str) -> None:
    world.locales[world.artist.id] = locale
    await forbid(world, "bloody")
    if way is by_mention and locale == "ru":
        # Discord does not tell the language of who writes: it is that of their last card.
        await world.finished(await world.imagine("a hen"))
    world.expect(WordsRefused)
    said = await way(world)
    assert REFUSED[locale] in said
    assert "l o o" not in said
    assert "grim" not in said, "not even what they typed into a form comes back"
    assert all(sent.input["prompt"] == "a hen" for sent in world.flux.created)


async def test_what_was_made_before_is_not_made_again(world: World) -> None:
    world.flux.when("rude", INTERRUPTED)
    done, failed = await world.imagine("a fox"), await world.imagine("a rude hen")
    await world.finished(done)
    await world.failed(failed)
    await forbid(world, "fox", "rude")
    world.expect(WordsRefused)
    for job, verb in ((done, Verb.AGAIN), (failed, Verb.RETRY)):
        assert REFUSED["en-US"] in told(await world.press(job, verb))
    await world.finished(await world.imagine("a firefox"))


@languages
async def test_suggested_themes_and_those_of_contests_are_held_to_it(world: World, locale: str) -> None:
    hosts = world.server.create_role("Hosts", permissions=Permissions(manage_channels=True))
    host = world.server.add_member(world.env.create_user("host"), roles=[hosts])
    for who in (world.artist, host):
        world.locales[who.id] = locale
    await forbid(world, "bloody")
    themes, contests = world.server.create_text_channel("themes"), world.server.create_text_channel("contests")
    await world.env.settle()
    await world.parts.services.community.channels.set_up(Channel(themes.id, SERVER_ID, ThemeSettings()))
    await world.parts.services.community.channels.set_up(Channel(contests.id, SERVER_ID, ContestSettings()))
    world.expect(WordsRefused)
    for where, name, who in (
        (themes, "theme suggest", world.artist),
        (contests, "contest create", host),
    ):
        said = told(await who.slash(where, name, theme=BAD))
        assert REFUSED[locale] in said
        assert "grim" not in said


@languages
async def test_nobody_puts_a_theme_with_a_forbidden_word_into_a_pool(world: World, locale: str) -> None:
    keepers = world.server.create_role("Keepers", permissions=Permissions(manage_channels=True))
    keeper = world.server.add_member(world.env.create_user("keeper"), roles=[keepers])
    for who in (world.artist, keeper):
        world.locales[who.id] = locale
    await world.env.settle()
    channel = Channel(world.channel.id, SERVER_ID, ThemeSettings())
    await world.parts.services.community.channels.set_up(channel)
    await world.artist.slash(world.channel, "theme suggest", theme="a bloody moon")
    await keeper.slash(world.channel, "theme add", theme="a bloody night")
    await forbid(world, "bloody")
    world.expect(WordsRefused)
    world.expect(SuggestionRefused)
    world.expect(PoolEmpty)
    assert REFUSED[locale] in told(await keeper.slash(world.channel, "theme add", theme=BAD))
    assert EMPTY[locale] in told(await keeper.slash(world.channel, "theme now"))
    file = ("themes.txt", f"a fox\n{BAD}\nb1oody rain".encode())
    assert LEFT_OUT[locale] in told(await keeper.slash(world.channel, "theme import", file=file))
    panel = await keeper.slash(world.channel, "theme pool")
    assert panel.response is not None
    assert NEVER[locale] in told(panel)
    assert NO_MORE[locale] in told(await keeper.click(panel.response, label=APPROVE[locale]))
    themes = world.parts.services.community.themes
    kept = [(await themes.page(channel, 0, waits=waits)).themes for waits in (False, True)]
    assert [[theme.text for theme in each] for each in kept] == [
        ["a bloody night", "a fox"],
        ["a bloody moon"],
    ]
    await keeper.slash(world.channel, "theme now")
    await world.until(lambda: any("## a fox" in message.text for message in world.messages()))


@pytest.mark.parametrize(
    ("locale", "none", "listed", "there", "gone", "nothing"),
    [
        ("en-US", "patterns**: none", "patterns**: 3", "on the list already", "removed that already", "no word"),
        ("ru", "шаблоны**: нет", "шаблоны**: 3", "уже есть в списке", "уже убрал", "не слово"),
    ],
)
async def test_words_are_added_and_removed(
    office: Office, locale: str, none: str, listed: str, there: str, gone: str, nothing: str
) -> None:
    for who in (office.ann, office.bob):
        office.world.locales[who.id] = locale
    hers, his = await office.open(page=Verb.WORDS), await office.open(office.bob, Verb.WORDS)
    assert none in office.page(hers).text
    await office.change(hers, "wording:top", lines="Fox\n golden  rain")
    await office.change(hers, "wording:top", lines=r"\bhen\w*", kind="pattern")
    shown = office.page(hers).text
    assert listed in shown
    assert all(each in shown for each in ("||fox||", "||golden rain||", r"||\\bhen\\w\*||"))
    await office.change(his, "wording:top", office.bob, lines="FOX")
    assert there in office.page(his).text
    refused = await office.change(his, "wording:top", office.bob, lines="fox\n!")
    assert nothing in told(refused)
    assert "fox" in told(refused), "what they typed is theirs"
    mark = WordRule(RuleKind.WORD, "fox").mark
    await office.press(hers, f"drop:{mark}")
    await office.press(his, f"drop:{mark}", office.bob)
    assert (gone in office.page(hers).text, gone in office.page(his).text) == (False, True)
    assert "||fox||" not in office.page(hers).text + office.page(his).text
    left = (await office.rules.rulebook(SERVER_ID)).words
    assert [rule.text for rule in left] == ["golden rain", r"\bhen\w*"]


async def test_who_may_not_manage_the_server_adds_and_removes_nothing(office: Office) -> None:
    await forbid(office.world, "fox")
    panel = await office.open(page=Verb.WORDS)
    form = await office.press(panel, "wording:top")
    office.dismiss(office.ann)
    buttons: tuple[str, ...] = ("money:top", "wording:top", f"drop:{WordRule(RuleKind.WORD, 'fox').mark}")
    for button in buttons:
        assert NOT_YOURS in told(await office.press(panel, button)), button
    values: dict[str, Any] = {"lines": "hen"}
    assert NOT_YOURS in told(await office.hand_in(form, **values))
    assert [rule.text for rule in (await office.rules.rulebook(SERVER_ID)).words] == ["fox"]
