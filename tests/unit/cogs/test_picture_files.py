"""The picture files of cards: found again by their names, whatever else has names like theirs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.picture_files import Finished, file_name, file_prefix, finished

AT_DISCORD = "https://cdn.discordapp.com/attachments/1400000000000000001/1500000000000000001/"
job_ids = st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=12, max_size=12)


@given(job_ids, st.integers(1, 4), st.sampled_from(["png", "jpg", "webp"]), st.booleans())
def test_what_is_named_for_a_job_is_known_as_that_jobs(job_id: str, number: int, kind: str, private: bool) -> None:
    address = AT_DISCORD.replace("/attachments/", "/ephemeral-attachments/") if private else AT_DISCORD
    url = f"{address}{file_prefix(job_id)}{number}.{kind}?ex=66&is=65&hm=abc&"
    assert finished(url) == Finished(job_id, number)


@pytest.mark.parametrize(
    "url",
    [
        f"{AT_DISCORD}before.jpg",
        f"{AT_DISCORD}easel-abc.png",
        f"{AT_DISCORD}easel-abc-one.png",
        f"{AT_DISCORD}easel-abc-0.png",
        f"{AT_DISCORD}not-easel-abc-1.png",
        f"{AT_DISCORD}easel-ABC-1.png",
        f"{AT_DISCORD}easel-abc-1.png.exe",
        f"{AT_DISCORD}easel-abc-{'9' * 5_000}.png",
        f"{AT_DISCORD}easel-abc-1.png%0A",
        f"{AT_DISCORD}easel-abc-٣.png",
        "https://example.com/easel-abc-1.png",
        "attachment://easel-abc-1.png",
        "",
    ],
)
def test_other_files_are_none_of_ours(url: str) -> None:
    assert finished(url) is None


@given(st.text(max_size=40) | st.from_regex(r"easel-[a-z2-7]*-[0-9]*\.[a-z]*"))
def test_no_name_is_taken_for_another(name: str) -> None:
    found = finished(AT_DISCORD + name)
    assert found is None or name.startswith(f"{file_prefix(found.job_id)}{found.number}.")


def test_a_name_is_read_without_what_signs_the_address() -> None:
    assert file_name(f"{AT_DISCORD}cat.png?ex=1&hm=2") == "cat.png"
    assert file_name("https://example.com/cat.png") == ""
