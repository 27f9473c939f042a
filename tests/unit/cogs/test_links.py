"""How people name a message: by its link in any of Discord's apps, or by its id."""

import pytest

from cogs.community.links import Named, named_message

MESSAGE, SERVER = 1456074443980800029, 81384788765712384


@pytest.mark.parametrize("host", ["discord.com", "ptb.discord.com", "canary.discord.com", "discordapp.com"])
@pytest.mark.parametrize("end", ["", "/", "  "])
def test_a_link_names_server_and_message(host: str, end: str) -> None:
    assert named_message(f"https://{host}/channels/{SERVER}/7/{MESSAGE}{end}") == Named(MESSAGE, SERVER)


def test_an_id_names_a_message() -> None:
    assert named_message(f" {MESSAGE} ") == Named(MESSAGE, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a picture",
        str(2**63),
        f"https://discord.com/channels/@me/7/{MESSAGE}",
        f"https://discord.com.evil.test/channels/{SERVER}/7/{MESSAGE}",
        f"http://discord.com/channels/{SERVER}/7/{MESSAGE}",
        f"https://discord.com/channels/{SERVER}/7",
        "１２３",
    ],
)
def test_anything_else_names_none(text: str) -> None:
    assert named_message(text) is None
