"""Copies of cards, leaderboards and profiles: how they look in each language, and that they fit whatever there is.

Snapshots are as in ``test_cards``.
"""

from dataclasses import replace

import pytest

from cogs.ui.community.boards import leaderboard, profile_view
from cogs.ui.community.showcases import exhibit_view
from cogs.ui.limits import check
from cogs.words import Words
from studio.community.artists import Best, Profile, Record
from studio.community.exhibits import MOST_COUNTED, Exhibit
from studio.community.scores import Board, Measure, Place, Span, board
from studio.jobs import NOBODY, Job, JobState, Source
from studio.jobs import Place as JobPlace
from tests.unit.cogs.examples import LONG_TEXTS, NOW, job, prediction
from tests.unit.cogs.test_cards import hold_against_snapshot, text_of
from tests.words import LANGUAGES

BIGGEST = 2**63 - 1
CUSTOM = f"<a:{'n' * 32}:{BIGGEST}>"
EXHIBIT = Exhibit(BIGGEST, "k3j7q2m5x4ab", BIGGEST, BIGGEST, BIGGEST, BIGGEST, reactions=7)


@pytest.fixture(params=LANGUAGES.codes)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def done_job(prompt: str = "a lighthouse", parents: int = 0) -> Job:
    sources = tuple(Source(10**18 + n, JobPlace(1, 2)) for n in range(parents))
    return job(JobState.DONE, prediction(1), prompt=prompt, sources=sources)


@pytest.mark.parametrize("parents", [0, 1, 2])
def test_a_copy_looks_as_it_did(parents: int, words: Words) -> None:
    view = exhibit_view(EXHIBIT, done_job(parents=parents), words, "⭐", ["easel-a-1.png"])
    assert check(view) == []
    hold_against_snapshot(f"exhibit-{parents}.{words.language}", view)


@pytest.mark.parametrize("prompt", LONG_TEXTS.values(), ids=LONG_TEXTS)
def test_every_copy_fits_and_pings_nobody_by_its_prompt(prompt: str, words: Words) -> None:
    exhibit = replace(EXHIBIT, reactions=MOST_COUNTED)
    names = [f"easel-k3j7q2m5x4ab-{number}.webp" for number in range(1, 11)]
    view = exhibit_view(exhibit, done_job(prompt, parents=4), words, CUSTOM, names)
    assert check(view) == []
    assert "@everyone " not in text_of(view)


def test_an_artist_who_edited_their_own_is_named_once(words: Words) -> None:
    edit = done_job(parents=1)
    own = replace(edit, sources=(Source(edit.artist_id, JobPlace(1, 2)),))
    text = text_of(exhibit_view(EXHIBIT, own, words, "⭐", ["easel-a-1.png"]))
    assert text.count(f"<@{edit.artist_id}>") == 1


def test_who_is_forgotten_is_named_in_no_copy(words: Words) -> None:
    edit = replace(done_job(), sources=(Source(NOBODY, JobPlace(1, 2)),))
    shown = exhibit_view(EXHIBIT, edit, words, "⭐", ["easel-a-1.png"])
    assert text_of(shown) == text_of(exhibit_view(EXHIBIT, done_job(), words, "⭐", ["easel-a-1.png"]))


BOARD = Board(
    (Place(1, 9, (11, 12)), Place(3, 4, tuple(range(20, 30)), 25)),
    Place(60, 1, (77,)),
)


def test_a_board_looks_as_it_did(words: Words) -> None:
    view = leaderboard(BOARD, Measure.MADE, Span.MONTH, words, zone="Europe/Berlin")
    assert check(view) == []
    hold_against_snapshot(f"leaderboard.{words.language}", view)


def test_an_empty_board_looks_as_it_did(words: Words) -> None:
    view = leaderboard(Board(()), Measure.WON, Span.ALL, words, zone="UTC")
    hold_against_snapshot(f"leaderboard-empty.{words.language}", view)


@pytest.mark.parametrize("measure", Measure)
@pytest.mark.parametrize("span", Span)
def test_the_longest_boards_fit(measure: Measure, span: Span, words: Words) -> None:
    nobody_alike = {BIGGEST - n: 10**6 + n for n in range(100)}
    all_alike = dict.fromkeys(nobody_alike, 10**6)
    nine_before_many = {
        **{BIGGEST - n: 10**7 + n for n in range(9)},
        **dict.fromkeys(range(10**18, 10**18 + 99), 10**6),
    }
    for scores in (nobody_alike, all_alike, nine_before_many):
        view = leaderboard(
            board(scores, 10**18 + 98), measure, span, words, zone="America/Argentina/ComodRivadavia"
        )
        assert check(view) == []


def test_who_asks_is_not_named_twice(words: Words) -> None:
    scores = {1: 5, 2: 4}
    view = leaderboard(board(scores, 2), Measure.MADE, Span.WEEK, words, zone="UTC")
    assert text_of(view).count("<@2>") == 1


PROFILE = Profile(
    11,
    {Measure.MADE: 20, Measure.SHOWCASED: 3, Measure.WON: 1, Measure.STREAK: 5},
    Record("flux-dev", NOW),
    (),
    4,
    is_unlisted=False,
)


@pytest.mark.parametrize(
    ("name", "profile", "best", "has_thumbnail"),
    [
        ("nothing", replace(PROFILE, record=Record()), None, False),
        ("some", PROFILE, None, False),
        ("best", PROFILE, Best("a", 1, 2, reactions=21), True),
        ("entry", PROFILE, Best("a", 1, 2, rank=2), True),
        ("unlisted", replace(PROFILE, is_unlisted=True), Best("a", 1, 2, reactions=1), False),
    ],
)
def test_a_profile_looks_as_it_did(
    name: str, profile: Profile, best: Best | None, *, has_thumbnail: bool, words: Words
) -> None:
    view = profile_view(profile, words, server_id=3, best=best, has_thumbnail=has_thumbnail)
    assert check(view) == []
    hold_against_snapshot(f"artist-{name}.{words.language}", view)


def test_what_nobody_counts_is_not_told(words: Words) -> None:
    some = replace(PROFILE, scores={Measure.MADE: 20})
    view = profile_view(some, words, server_id=3, best=None, has_thumbnail=False)
    told = text_of(view)
    assert words("artist-made", count=20) in told
    assert words("artist-won", count=1).partition(":")[0] not in told
