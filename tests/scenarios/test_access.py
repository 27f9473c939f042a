"""Who makes pictures where and with which models, on the whole bot: refused by every way, set in ``/settings``."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from simcord.builders import ChannelHandle

from cogs.ui.forms import MODEL
from cogs.ui.verbs import Verb
from flux.models import CATALOGUE
from studio.community.purposes import Channel, StudioSettings
from studio.rulebook import NO_RULES, NO_TERMS, Manner, Rulebook, Subject, Terms
from studio.rulebook_errors import ChannelShut, ModelNotYours, NoModelForYou, RoleMissing, RoleShutOut
from tests.scenarios.office import NOT_YOURS, TOO_LATE, Office, open_office
from tests.scenarios.world import SERVER_ID, World, fields, picture, told
from tests.words import LANGUAGES

PHOTO = ("photo.png", picture())
NO = Terms(admits=False)
YES = Terms(admits=True)

Way: TypeAlias = Callable[[World], Awaitable[str]]


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as opened:
        yield opened


async def say(world: World, subject: Subject, of: int, terms: Terms) -> None:
    """Say something about a channel or a role, of which nothing is said, without the panel."""
    await world.parts.services.community.rules.change_terms(
        SERVER_ID, subject, of, terms, before=NO_TERMS.mark, by_id=1
    )


async def thread_in(world: World, channel: ChannelHandle) -> ChannelHandle:
    """Open a thread in a channel, as a person does."""
    said = await world.artist.send(channel, "let us talk")
    thread = world.env.backend.create_thread(channel.id, "talk", world.artist.id, message_id=said.id)
    await world.env.settle()
    return ChannelHandle(world.env, world.server, thread)


async def by_imagine(world: World) -> str:
    return told(await world.command("a fox"))


async def by_edit(world: World) -> str:
    return told(await world.command("a fox", name="edit", input_image=PHOTO))


async def by_mention(world: World) -> str:
    await world.say(f"{world.mention} a fox", files=[PHOTO])
    return world.direct(world.artist)[-1].text


async def by_menu(world: World) -> str:
    said = await world.say("look", files=[PHOTO], who=world.stranger)
    return told(await world.menu(said, "Edit picture"))


async def by_button(world: World, verb: Verb) -> str:
    job = await world.imagine("a fox", who=world.stranger)
    await world.finished(job)
    await say(world, Subject.CHANNEL, world.channel.id, NO)
    return told(await world.press(job, verb))


WAYS = (by_imagine, by_edit, by_mention, by_menu)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
async def test_a_channel_without_pictures_has_none_by_any_way(world: World, way: Way) -> None:
    await say(world, Subject.CHANNEL, world.channel.id, NO)
    world.expect(ChannelShut)
    assert "not made in this channel" in await way(world)
    assert world.flux.created == []


@pytest.mark.parametrize("verb", [Verb.AGAIN, Verb.REMIX, Verb.EDIT])
async def test_nor_by_the_buttons_of_cards_that_stand_there(world: World, verb: Verb) -> None:
    world.expect(ChannelShut)
    assert "not made in this channel" in await by_button(world, verb)


@pytest.mark.parametrize(
    ("locale", "shut", "missing", "out"),
    [
        ("en-US", "not made in this channel", "only people with certain roles", "One of your roles may not"),
        ("ru", "В этом канале картинки не делают", "только люди с определёнными", "Одной из ваших ролей нельзя"),
    ],
)
async def test_who_is_let_in_makes_pictures_and_others_are_told(
    office: Office, locale: str, shut: str, missing: str, out: str
) -> None:
    world = office.world
    member = world.server.add_member(world.env.create_user("member"), roles=[office.role])
    muted = world.server.create_role("Muted")
    silent = world.server.add_member(world.env.create_user("silent"), roles=[office.role, muted])
    for who in (world.artist, silent):
        world.locales[who.id] = locale
    await world.env.settle()
    await say(world, Subject.ROLE, office.role.id, YES)
    await say(world, Subject.ROLE, muted.id, NO)
    world.expect(RoleMissing)
    world.expect(RoleShutOut)
    world.expect(ChannelShut)
    assert missing in told(await world.command())
    assert out in told(await world.command(who=silent))
    await world.finished(await world.imagine(who=member))
    await world.finished(await world.imagine(who=office.ann))
    other = world.server.create_text_channel("other")
    await world.env.settle()
    await say(world, Subject.CHANNEL, other.id, YES)
    await say(world, Subject.ROLE, SERVER_ID, YES)
    assert shut in told(await world.command())
    await world.opened_by(world.command(where=other))


@pytest.mark.parametrize(
    ("locale", "not_yours", "none"),
    [
        (
            "en-US",
            "Your roles on this server do not include flux-pro",
            "None of the models of this channel is open",
        ),
        ("ru", "Ваши роли на этом сервере не дают flux-pro", "Ни одна из моделей этого канала не доступна"),
    ],
)
async def test_roles_give_models_and_everything_offers_only_these(
    world: World, locale: str, not_yours: str, none: str
) -> None:
    world.locales[world.artist.id] = locale
    job = await world.imagine("a fox", model="flux-pro")
    await world.finished(job)
    await say(world, Subject.ROLE, SERVER_ID, Terms(models=("flux-dev", "flux-kontext-max")))
    world.expect(ModelNotYours)
    world.expect(NoModelForYou)
    refused = told(await world.command(model="flux-pro"))
    assert not_yours in refused
    assert "flux-dev, flux-kontext-max" in refused
    assert not_yours in told(await world.press(job, Verb.AGAIN))
    form = fields(await world.press(job, Verb.REMIX))
    assert [option["value"] for option in form[MODEL]["options"]] == ["flux-dev", "flux-kontext-max"]
    assert (await world.imagine("a fox")).model in {"flux-dev", "flux-kontext-max"}
    await world.parts.services.community.channels.set_up(
        Channel(world.channel.id, SERVER_ID, StudioSettings(models=("flux-pro",)))
    )
    assert none in told(await world.command())


async def test_terms_are_set_changed_and_taken_back(office: Office) -> None:
    world = office.world
    art = world.server.create_text_channel("art")
    await world.env.settle()
    panel = await office.open(page=Verb.ACCESS)
    assert "roles**: none" in office.page(panel).text
    await office.change(panel, "terms:c", which=[art], admits="yes", models=["flux-pro", "flux-dev"])
    assert f"<#{art.id}>\npictures are made here · only flux-dev, flux-pro" in office.page(panel).text
    await office.change(panel, "terms:r", which=[office.role], admits="no")
    assert f"<@&{office.role.id}>\nmay not make pictures" in office.page(panel).text
    book = await office.rules.rulebook(SERVER_ID)
    assert book == Rulebook(
        channels={art.id: Terms(admits=True, models=("flux-dev", "flux-pro"))}, roles={office.role.id: NO}
    )
    await office.change(panel, "terms:c", which=[art], admits="no")
    assert "on the list already" in office.page(panel).text
    form = await office.press(panel, f"terms:c-{art.id}")
    assert form.modal is not None
    assert "#art" in form.modal["title"]
    await office.hand_in(form, admits="open", models=[model.name for model in CATALOGUE])
    await office.change(panel, f"terms:r-{office.role.id}", admits="open")
    assert await office.rules.rulebook(SERVER_ID) == NO_RULES


async def test_of_two_admins_the_second_sees_what_it_is_now(office: Office) -> None:
    await say(office.world, Subject.ROLE, office.role.id, YES)
    hers, his = await office.open(office.ann, Verb.ACCESS), await office.open(office.bob, Verb.ACCESS)
    button = f"terms:r-{office.role.id}"
    her_form, his_form = await office.press(hers, button), await office.press(his, button, office.bob)
    await office.hand_in(her_form, office.ann, admits="no")
    await office.hand_in(his_form, office.bob, admits="open")
    assert (TOO_LATE in office.page(hers).text, TOO_LATE in office.page(his).text) == (False, True)
    assert "may not make pictures" in office.page(his).text
    assert (await office.rules.rulebook(SERVER_ID)).roles == {office.role.id: NO}


async def test_what_is_deleted_is_shown_as_gone_and_taken_away_once(office: Office) -> None:
    attic = office.world.server.create_text_channel("attic")
    await office.world.env.settle()
    office.world.env.backend.delete_channel(attic.id)
    office.world.env.backend.delete_role(SERVER_ID, office.role.id)
    await office.world.env.settle()
    # What the bot hears of is let go by itself; this it did not hear of in time.
    await say(office.world, Subject.CHANNEL, attic.id, YES)
    await say(office.world, Subject.ROLE, office.role.id, NO)
    for gone, button in (
        ("**A channel that was deleted**\npictures are made", f"unset:c-{attic.id}-{YES.mark}"),
        ("**A role that was deleted**\nmay not", f"unset:r-{office.role.id}-{NO.mark}"),
    ):
        hers, his = await office.open(office.ann, Verb.ACCESS), await office.open(office.bob, Verb.ACCESS)
        assert gone in office.page(hers).text
        await office.press(hers, button, office.ann)
        await office.press(his, button, office.bob)
        assert (TOO_LATE in office.page(hers).text, TOO_LATE in office.page(his).text) == (False, True)
    assert await office.rules.rulebook(SERVER_ID) == NO_RULES


async def test_who_may_not_manage_the_server_changes_nothing(office: Office) -> None:
    await say(office.world, Subject.ROLE, office.role.id, YES)
    panel = await office.open(page=Verb.ACCESS)
    buttons = (f"terms:r-{office.role.id}", "terms:c")
    forms = [await office.press(panel, button) for button in buttons]
    office.dismiss(office.ann)
    for button in (*buttons, "money:top"):
        assert NOT_YOURS in told(await office.press(panel, button)), button
    filled: tuple[dict[str, Any], ...] = ({"admits": "no"}, {"which": [office.world.channel], "admits": "no"})
    for form, values in zip(forms, filled, strict=True):
        assert NOT_YOURS in told(await office.hand_in(form, **values)), values
    assert (await office.rules.rulebook(SERVER_ID)) == Rulebook(roles={office.role.id: YES})


async def test_only_age_restricted_channels_have_the_servers_safety_tolerance(world: World) -> None:
    await world.parts.services.community.rules.change_manner(
        SERVER_ID, Manner(None, 6), before=Manner().mark, by_id=1
    )
    adults = await world.age_restricted_channel()
    threads = [await thread_in(world, channel) for channel in (world.channel, adults)]

    async def sent(**given: Any) -> Any:
        await world.finished(await world.opened_by(world.command(**given)))
        return world.flux.created[-1].input.get("safety_tolerance")

    assert await sent(model="flux-1.1-pro") == 2
    assert await sent(model="flux-1.1-pro", where=adults) == 6
    assert [await sent(model="flux-1.1-pro", where=thread) for thread in threads] == [2, 6]
    assert await sent(model="flux-dev", where=adults) is None
    assert await sent(model="flux-kontext-pro", where=adults) == 6
    assert await sent(name="edit", input_image=PHOTO, where=adults) == 2, (
        "the service takes no more with a picture"
    )
    there = await world.newest()
    assert there.options.safety_tolerance is None, "so that Again elsewhere does not carry it along"


@pytest.mark.parametrize(
    ("locale", "language", "done", "everybody"),
    [("ru", "en", "Again", "Creations"), ("en-US", "ru", "Ещё раз", "Создано")],
)
async def test_what_everybody_sees_is_in_the_language_of_the_server(
    office: Office, locale: str, language: str, done: str, everybody: str
) -> None:
    world = office.world
    for who in (world.artist, office.ann):
        world.locales[who.id] = locale
    await world.parts.services.community.channels.set_up(Channel(world.channel.id, SERVER_ID, StudioSettings()))
    channel = await world.parts.services.community.channels.channel(world.channel.id)
    assert channel is not None
    own = LANGUAGES.words(locale)
    await world.parts.bot.face.community.guides.put_up(channel, own, occasion_id=1)
    panel = await office.open(page=Verb.ACCESS)
    form = await office.press(panel, "manner:x-x")
    await office.hand_in(form, language=language)
    assert own(f"language-{language}") in office.page(panel).text, "the panel is the admin's own"
    guide = await world.parts.services.community.channels.channel(world.channel.id)
    assert guide is not None
    (shown,) = [message for message in world.messages() if message.id == guide.guide_id]
    assert LANGUAGES.words(language)("guide-title", purpose="studio") in shown.text
    public = await world.finished(await world.imagine("a fox"))
    assert done in public.buttons
    private = await world.finished(await world.imagine("a fox", private=True))
    assert done not in private.buttons
    await world.artist.slash(world.channel, "leaderboard")
    assert everybody in world.messages()[-1].text


async def test_of_two_admins_who_change_the_manner_the_second_is_told(office: Office) -> None:
    hers, his = await office.open(office.ann, Verb.ACCESS), await office.open(office.bob, Verb.ACCESS)
    her_form, his_form = (
        await office.press(hers, "manner:x-x", office.ann),
        await office.press(his, "manner:x-x", office.bob),
    )
    await office.hand_in(her_form, office.ann, tolerance="4")
    await office.hand_in(his_form, office.bob, tolerance="6")
    assert (TOO_LATE in office.page(hers).text, TOO_LATE in office.page(his).text) == (False, True)
    assert (await office.rules.rulebook(SERVER_ID)).manner == Manner(None, 4)
    another = await office.press(hers, "manner:x-4", office.ann)
    office.dismiss(office.ann)
    assert NOT_YOURS in told(await office.press(hers, "manner:x-4"))
    assert NOT_YOURS in told(await office.hand_in(another, tolerance="1"))
    assert (await office.rules.rulebook(SERVER_ID)).manner == Manner(None, 4)
