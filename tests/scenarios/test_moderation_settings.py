"""The pages of ``/settings`` about moderation, strikes and privacy on the whole bot, and two admins at once."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from discord import PermissionOverwrite
from simcord.builders import ChannelHandle

from cogs.ui.moderation.rooms import REVIEWED_SHOWN
from cogs.ui.verbs import Verb
from studio.jobs import JobState
from studio.moderation.rooms import NO_ROOMS, ModerationRooms, Reviewed, Rooms, Subject
from tests.scenarios.moderators import Moderators
from tests.scenarios.office import NOT_YOURS, TOO_LATE, Office, open_office
from tests.scenarios.world import SERVER_ID, World, told

ROOM = {"moderators": "Moderators' channel", "audit": "Channel of the audit log"}


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with open_office(tmp_path) as office:
        yield office


def rooms_of(office: Office) -> ModerationRooms:
    return office.world.parts.services.moderation.rooms


async def new_channel(office: Office, name: str) -> ChannelHandle:
    channel = office.world.server.create_text_channel(name)
    await office.world.env.settle()
    return channel


async def name_rooms(office: Office, rooms: Rooms) -> None:
    """Name channels without the panel."""
    before = await rooms_of(office).rooms(SERVER_ID)
    await rooms_of(office).change(SERVER_ID, rooms, before=before, by_id=1)


@pytest.mark.parametrize(
    ("locale", "none", "about", "public"),
    [
        ("en-US", "None. What happens is noted", "who made, reported", "Everybody on this server can see"),
        ("ru", "Не указан. Всё записывается", "кто сделал и удалил", "видят все на сервере"),
    ],
)
async def test_both_channels_are_named_and_taken_away(
    office: Office, locale: str, none: str, about: str, public: str
) -> None:
    office.world.locales[office.ann.id] = locale
    log, room = await new_channel(office, "log"), await new_channel(office, "room")
    panel = await office.open(page=Verb.MODERATION)
    assert none in office.page(panel).text
    await office.change(panel, "room:audit", which=[log])
    assert f"<#{log.id}>: {about}" in office.page(panel).text
    assert public in office.page(panel).text
    await office.change(panel, "room:moderators", which=[room])
    assert await rooms_of(office).rooms(SERVER_ID) == Rooms(log.id, room.id)
    form = await office.press(panel, "room:audit")
    assert form.modal is not None
    ((field,),) = [[part["component"]] for part in form.modal["components"]]
    assert [int(each["id"]) for each in field["default_values"]] == [log.id]
    await office.hand_in(form, which=[])
    assert none in office.page(panel).text
    await office.change(panel, "room:moderators", which=[])
    assert await rooms_of(office).rooms(SERVER_ID) == NO_ROOMS


@pytest.mark.parametrize(
    ("locale", "said", "lacks", "shut"),
    [
        ("en-US", "It lacks: Send Messages", "Send Messages", "The bot cannot post there now."),
        ("ru", "Не хватает", "Отправка сообщений", "Сейчас бот не может туда писать."),
    ],
)
async def test_where_the_bot_cannot_post_nothing_is_named(
    office: Office, locale: str, said: str, lacks: str, shut: str
) -> None:
    office.world.locales[office.ann.id] = locale
    everybody = office.world.server.default_role
    quiet = office.world.server.create_text_channel(
        "quiet", overwrites={everybody: PermissionOverwrite(send_messages=False)}
    )
    await office.world.env.settle()
    refused = told(await office.change(await office.open(page=Verb.MODERATION), "room:audit", which=[quiet]))
    assert said in refused
    assert lacks in refused
    assert await rooms_of(office).rooms(SERVER_ID) == NO_ROOMS
    # Where it could once, the page says that it cannot now.
    named = Rooms(quiet.id)
    await rooms_of(office).change(SERVER_ID, named, before=NO_ROOMS, by_id=office.ann.id)
    assert shut in office.page(await office.open(page=Verb.MODERATION)).text


async def test_of_two_admins_the_second_sees_which_channel_it_is_now(office: Office) -> None:
    first, second = await new_channel(office, "first"), await new_channel(office, "second")
    hers = await office.open(office.ann, Verb.MODERATION)
    his = await office.open(office.bob, Verb.MODERATION)
    her_form = await office.press(hers, "room:moderators", office.ann)
    his_form = await office.press(his, "room:moderators", office.bob)
    await office.hand_in(her_form, office.ann, which=[first])
    # The other channel is another matter.
    await office.change(hers, "room:audit", office.ann, which=[second])
    await office.hand_in(his_form, office.bob, which=[second])
    assert (TOO_LATE in office.page(hers).text, TOO_LATE in office.page(his).text) == (False, True)
    assert f"<#{first.id}>" in office.page(his).text
    await office.change(his, "room:moderators", office.bob, which=[second])
    assert TOO_LATE not in office.page(his).text
    assert await rooms_of(office).rooms(SERVER_ID) == Rooms(second.id, second.id)


async def test_what_is_deleted_is_shown_as_gone_and_taken_away(office: Office) -> None:
    attic, art = await new_channel(office, "attic"), await new_channel(office, "art")
    office.world.env.backend.delete_channel(attic.id)
    office.world.env.backend.delete_channel(art.id)
    office.world.env.backend.delete_role(SERVER_ID, office.role.id)
    await office.world.env.settle()
    # What the bot hears of is let go by itself; this it did not hear of in time.
    await name_rooms(office, Rooms(None, attic.id))
    for subject, of in ((Subject.CHANNEL, art.id), (Subject.ROLE, office.role.id)):
        await rooms_of(office).set_reviewed(SERVER_ID, subject, of, on=True, by_id=1)
    panel = await office.open(page=Verb.MODERATION)
    for gone in ("A channel that was deleted. Press Change", "**A channel that was", "**A role that was deleted"):
        assert gone in office.page(panel).text
    await office.press(panel, f"unreview:channel-{art.id}")
    await office.press(panel, f"unreview:role-{office.role.id}")
    await office.change(panel, "room:moderators", which=[])
    assert "deleted" not in office.page(panel).text.replace("reported and deleted", "")
    assert await rooms_of(office).rooms(SERVER_ID) == NO_ROOMS
    assert await rooms_of(office).reviewed(SERVER_ID) == Reviewed()


@pytest.mark.parametrize("subject", Subject)
async def test_moderators_look_first_until_it_is_taken_off(office: Office, subject: Subject) -> None:
    world = office.world
    if subject is Subject.ROLE:
        world.env.backend.add_member_role(SERVER_ID, world.artist.id, office.role.id)
    of: Any = office.role if subject is Subject.ROLE else world.channel
    await name_rooms(office, Rooms(None, (await new_channel(office, "room")).id))
    panel = await office.open(page=Verb.MODERATION)
    await office.change(panel, f"review{subject.value}:top", which=[of])
    assert f"<@&{of.id}>" in office.page(panel).text or f"<#{of.id}>" in office.page(panel).text
    held = await world.imagine()
    await world.until_state(held, JobState.REVIEWING)
    await office.press(panel, f"unreview:{subject.value}-{of.id}")
    assert "look first** at nothing" in office.page(panel).text
    await world.finished(await world.imagine("another"))
    assert (await world.job(held)).state is JobState.REVIEWING, "what waits waits on"


@pytest.mark.parametrize(
    ("locale", "said", "rests"),
    [
        ("en-US", "Moderators need a channel", "Without a moderators' channel that does not apply"),
        ("ru", "Модераторам нужен канал", "Без канала модераторов это не действует"),
    ],
)
async def test_without_a_channel_for_moderators_they_look_at_nothing(
    office: Office, locale: str, said: str, rests: str
) -> None:
    office.world.locales[office.ann.id] = locale
    room = await new_channel(office, "room")
    panel = await office.open(page=Verb.MODERATION)
    for verb in (Verb.REVIEWCHANNEL, Verb.REVIEWROLE):
        assert said in told(await office.press(panel, f"{verb.value}:top"))
    await office.change(panel, "room:moderators", which=[room])
    form = await office.press(panel, "reviewrole:top")
    await office.change(panel, "reviewrole:top", which=[office.role])
    await office.change(panel, "room:moderators", which=[])
    assert rests in office.page(panel).text
    assert said in told(await office.hand_in(form, which=[office.role]))
    await office.world.finished(await office.world.imagine())


async def test_long_lists_are_turned_leaf_by_leaf(office: Office) -> None:
    room = await new_channel(office, "room")
    await name_rooms(office, Rooms(None, room.id))
    for number in range(REVIEWED_SHOWN):
        channel = await new_channel(office, f"room-{number}")
        await rooms_of(office).set_reviewed(SERVER_ID, Subject.CHANNEL, channel.id, on=True, by_id=1)
    panel = await office.open(page=Verb.MODERATION)
    assert "Page 1" not in office.page(panel).text
    await office.change(panel, "reviewrole:top", which=[office.role])
    assert "Page 2 of 2" in office.page(panel).text, "what was added is what is shown"
    await office.press(panel, "moderation:0")
    assert "Page 1 of 2" in office.page(panel).text
    assert f"<@&{office.role.id}>" not in office.page(panel).text


@pytest.mark.parametrize(
    ("locale", "ever", "days", "refused"),
    [
        ("en-US", "For ever, unless", "30 days after", "for 1 to 3"),
        ("ru", "Всегда, пока", "30 дней после", "можно помнить от 1 до 3"),
    ],
)
async def test_how_long_prompts_are_remembered_is_set_and_cleared(
    office: Office, locale: str, ever: str, days: str, refused: str
) -> None:
    world = office.world
    world.locales[office.ann.id] = locale
    moderators = await Moderators.of(world, locale=locale)
    panel = await office.open(page=Verb.PRIVACY)
    assert ever in office.page(panel).text
    for typed in ("0", "a month"):
        assert refused in told(await office.change(panel, "remember:top", days=typed))
    his = await office.open(office.bob, Verb.PRIVACY)
    late = await office.press(his, "remember:top", office.bob)
    await office.change(panel, "remember:top", days="30")
    assert days in office.page(panel).text
    assert await world.parts.services.retention.days(SERVER_ID) == 30
    name = {"en-US": "how long prompts are remembered", "ru": "сколько помнить запросы"}[locale]
    await moderators.until_told(name, where=moderators.log)
    await office.hand_in(late, office.bob, days="7")
    assert TOO_LATE in office.page(his).text
    assert await world.parts.services.retention.days(SERVER_ID) == 30
    await office.change(panel, "remember:top", days="")
    assert ever in office.page(panel).text
    assert await world.parts.services.retention.days(SERVER_ID) is None


async def strike(world: World, person_id: int, reason: str) -> str:
    """Let a moderator give somebody a strike; return its id."""
    discipline = world.parts.services.moderation.discipline
    given = await discipline.give(SERVER_ID, person_id, by_id=world.moderator.id, reason=reason)
    return next(each.strike.id for each in given if each.strike.reason == reason)


async def test_strikes_are_listed_and_taken_back_once(office: Office) -> None:
    world = office.world
    panel = await office.open(page=Verb.STRIKES)
    assert "Nobody has a strike that counts now" in office.page(panel).text
    first = await strike(world, world.artist.id, "rude words")
    second = await strike(world, world.stranger.id, "*worse*")
    hers = await office.open(office.ann, Verb.STRIKES)
    his = await office.open(office.bob, Verb.STRIKES)
    shown = office.page(hers).text
    assert rf"by <@{world.moderator.id}> · a warning · \*worse\*" in shown
    assert all(f"**<@{who.id}>**" in shown for who in (world.artist, world.stranger))
    await office.press(hers, f"pardon:{first}", office.ann)
    await office.press(his, f"pardon:{first}", office.bob)
    for panel, is_late in ((hers, False), (his, True)):
        assert "rude words" not in office.page(panel).text
        assert "worse" in office.page(panel).text
        assert (TOO_LATE in office.page(panel).text) is is_late
    await office.press(his, f"pardon:{second}", office.bob)
    assert "Nobody has a strike" in office.page(his).text
    assert not await world.parts.services.moderation.discipline.counting(SERVER_ID)


@pytest.mark.parametrize(
    ("locale", "said"), [("en-US", NOT_YOURS), ("ru", "у кого есть право «Управлять сервером»")]
)
async def test_who_may_no_longer_manage_the_server_changes_nothing(office: Office, locale: str, said: str) -> None:
    world = office.world
    world.locales[office.ann.id] = locale
    rooms = Rooms(None, (await new_channel(office, "room")).id)
    await name_rooms(office, rooms)
    await rooms_of(office).set_reviewed(SERVER_ID, Subject.ROLE, office.role.id, on=True, by_id=1)
    strike_id = await strike(world, world.artist.id, "rude words")
    filled: dict[Verb, dict[str, dict[str, Any]]] = {
        Verb.MODERATION: {
            "room:audit": {"which": [world.channel]},
            "reviewchannel:top": {"which": [world.channel]},
            "reviewrole:top": {"which": [office.role]},
            f"unreview:role-{office.role.id}": {},
        },
        Verb.STRIKES: {f"pardon:{strike_id}": {}},
        Verb.PRIVACY: {"remember:top": {"days": "1"}},
    }
    panel = await office.open()
    for page, buttons in filled.items():
        await office.press(panel, f"{page.value}:top")
        forms = [(await office.press(panel, button), values) for button, values in buttons.items() if values]
        office.dismiss(office.ann)
        for button in buttons:
            assert said in told(await office.press(panel, button)), button
        for form, values in forms:
            assert said in told(await office.hand_in(form, **values)), values
        world.env.backend.add_member_role(SERVER_ID, office.ann.id, office.admins.id)
    assert await rooms_of(office).rooms(SERVER_ID) == rooms
    assert await rooms_of(office).reviewed(SERVER_ID) == Reviewed(roles=frozenset({office.role.id}))
    assert len(await world.parts.services.moderation.discipline.counting(SERVER_ID)) == 1
    assert await world.parts.services.retention.days(SERVER_ID) is None


async def test_the_pages_work_after_a_restart(office: Office) -> None:
    room = await new_channel(office, "room")
    panel = await office.open(page=Verb.MODERATION)
    form = await office.press(panel, "room:moderators")
    await office.world.restart()
    await office.hand_in(form, which=[room])
    assert (await rooms_of(office).rooms(SERVER_ID)).moderators_id == room.id
    await office.press(panel, "strikes:top")
    assert "Nobody has a strike" in office.page(panel).text


async def test_the_page_tells_what_waits_and_where_moderators_cannot_see_it(office: Office) -> None:
    world, adults = office.world, await office.world.age_restricted_channel()
    room = await new_channel(office, "room")
    await name_rooms(office, Rooms(None, room.id))
    await rooms_of(office).set_reviewed(SERVER_ID, Subject.CHANNEL, adults.id, on=True, by_id=1)
    job = await world.opened_by(world.command(where=adults))
    await world.until_state(job, JobState.REVIEWING)
    panel = await office.open(page=Verb.MODERATION)
    said = office.page(panel).text
    assert "Pictures of 1 request wait there for a decision." in said
    assert "let it be age-restricted as well" in said
    barred = world.server.create_text_channel(
        "barred", overwrites={world.server.default_role: PermissionOverwrite(attach_files=False)}
    )
    await world.env.settle()
    await name_rooms(office, Rooms(None, barred.id))
    panel = await office.open(page=Verb.MODERATION)
    said = office.page(panel).text
    assert "The bot cannot post there now" in said
    assert "with no channel to show them in" in said
    await office.change(panel, "room:moderators", which=[])
    assert "with no channel to show them in" in office.page(panel).text
