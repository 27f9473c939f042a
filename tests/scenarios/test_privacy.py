"""``/privacy``: a person forbids others to edit what is theirs, and allows it again."""

import pytest

from cogs.ui.verbs import Verb
from tests.scenarios.test_edit import MENU, painted
from tests.scenarios.world import World, told


@pytest.mark.parametrize(
    ("locale", "allowed", "forbid", "forbidden", "allow"),
    [
        (
            "en-US",
            *("Others may edit", "Forbid others to edit my pictures"),
            *("Others may not edit", "Let others edit my pictures"),
        ),
        (
            "ru",
            *("Другим можно править", "Запретить другим править мои картинки"),
            *("Другим нельзя править", "Разрешить другим править мои картинки"),
        ),
    ],
    ids=["en", "ru"],
)
async def test_the_panel_tells_what_is_so_and_changes_it(
    world: World, locale: str, allowed: str, forbid: str, forbidden: str, allow: str
) -> None:
    world.locales[world.artist.id] = locale
    shown = await world.artist.slash(world.channel, "privacy")
    assert allowed in told(shown)
    assert shown.response is not None
    for button, then in ((forbid, forbidden), (allow, allowed), (forbid, forbidden)):
        await world.artist.click(shown.response, label=button)
        (panel,) = world.messages()
        assert panel.ephemeral
        assert then in panel.text
    another = await world.stranger.slash(world.channel, "privacy")
    assert "Others may edit" in told(another), "what one person chooses is theirs alone"


async def test_what_its_artist_keeps_to_themselves_nobody_else_edits(world: World) -> None:
    job = await world.imagine()
    await world.finished(job)
    posted = await world.say("look", files=[painted("red")])
    open_form = await world.menu(posted, MENU, who=world.stranger)
    await world.parts.store.forbid_edits(world.artist.id, forbidden=True)
    for refused in (
        await world.press(job, Verb.EDIT, who=world.stranger),
        await world.menu(posted, MENU, who=world.stranger),
        await world.hand_in(open_form, who=world.stranger, prompt="what was typed meanwhile"),
    ):
        assert "does not want others to edit it" in told(refused)
    assert "what was typed meanwhile" in told(refused)
    await world.say(f"{world.mention} snow", who=world.stranger, reply_to=world.raw(job))
    assert "does not want others to edit it" in world.direct(world.stranger)[-1].text
    assert world.opened == [job.id]
    own = world.say(f"{world.mention} snow", reply_to=world.raw(job))
    await world.finished(await world.opened_by(own))
