"""How contests look: within Discord's limits with the longest texts, in each language, and who is told what.

Snapshots are as in ``test_cards``.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import discord
import pytest
from discord import ui

from cogs.community.contest import MAX_EACH
from cogs.ui.community.contests import (
    CONTEST,
    PICTURE,
    cancel_question,
    canceled_post,
    created,
    enter_form,
    entry_page,
    no_reward,
    open_post,
    outage_post,
    past,
    places,
    results_post,
    shown,
    voting_post,
    wanted,
)
from cogs.ui.forms import OldForm, filled
from cogs.ui.limits import check, check_modal
from cogs.words import Words
from studio.community.contest import MAX_THEME, Contest, Entry, Phase, Rules
from studio.community.contest_run import Entrant, Results
from studio.community.contests import Page
from studio.community.tally import Outcome, tally
from studio.sheets import MOST_TILES
from tests.unit.cogs.examples import HOSTILE, LONG_TEXTS
from tests.unit.cogs.test_cards import hold_against_snapshot, labels_of, text_of
from tests.words import LANGUAGES

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
LONGEST_ID = 2**63 - 1
THEMES = {name: text[:MAX_THEME] for name, text in {**LONG_TEXTS, "markup": HOSTILE}.items()}


@pytest.fixture(params=LANGUAGES.codes)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def contest(theme: str = "Foxes", phase: Phase = Phase.VOTING, **rules: object) -> Contest:
    known = Rules(theme, entries_each=2, role_id=LONGEST_ID)
    return Contest(
        id="k3j7q2m5x4ab",
        server_id=LONGEST_ID,
        channel_id=LONGEST_ID,
        host_id=LONGEST_ID,
        locale="en",
        rules=replace(known, **rules),  # type: ignore[arg-type]  # the tests name fields of Rules only
        phase=phase,
        opens_at=NOON,
        voting_at=NOON + timedelta(days=3),
        ends_at=NOON + timedelta(days=5),
        due_at=NOON,
        outages=1,
        ended_at=NOON + timedelta(days=5) if phase.ended else None,
    )


def entries(count: int, prompt: str = "a fox") -> list[Entry]:
    return [
        Entry(
            id=f"entry{n:07}",
            contest_id="k3j7q2m5x4ab",
            artist_id=LONGEST_ID - n,
            job_id="k3j7q2m5x4ab",
            number=1,
            prompt=prompt,
            channel_id=LONGEST_ID,
            message_id=LONGEST_ID - n,
        )
        for n in range(count)
    ]


def results(
    votes: Mapping[int, int], *, of: int, quorum: int = 1, name: str = "Ann", is_member: bool = True
) -> Results:
    entered = entries(of)
    outcome = tally(
        entered,
        {entered[n].id: count for n, count in votes.items()},
        voters=max(votes.values(), default=0),
        quorum=quorum,
    )
    people = {entry.artist_id: Entrant(name, is_member) for entry in entered}
    return Results(outcome, people, {entry.id: b"" for entry in entered})


def page(in_contest: Contest, entry: Entry | None, **changes: object) -> Page:
    usual = Page(in_contest, entry, place=2, of=12, is_own=False, has_vote=False, votes_left=2, picture=b"webp")
    return replace(usual, **changes)  # type: ignore[arg-type]  # the tests name fields of Page only


@pytest.mark.parametrize("name", THEMES)
def test_posts_and_panels_are_within_limits_whatever_the_theme(name: str, words: Words) -> None:
    theme = THEMES[name]
    everybody = dict.fromkeys(range(MOST_TILES + 9), 1)
    tied = results(everybody, of=MOST_TILES + 9, name=LONG_TEXTS.get(name, name), is_member=False)
    ended = contest(theme, Phase.OVER)
    views = [
        open_post(contest(theme), words),
        voting_post(contest(theme), 999, words),
        outage_post(contest(theme, Phase.ENTRIES), words),
        outage_post(contest(theme), words),
        canceled_post(contest(theme), words),
        results_post(ended, tied, words),
        results_post(ended, results({}, of=0), words),
        results_post(ended, results({0: 3}, of=3, quorum=9), words),
        no_reward(ended, LONGEST_ID, LONG_TEXTS.get(name, name), words),
        created(contest(theme), words, is_planned=True, role_out_of_reach=True, extra_is_idle=True),
        shown(contest(theme), words),
        cancel_question(contest(theme), words),
        past([(ended, tied.outcome)] * 10, words),
        past([], words),
    ]
    assert [check(view) for view in views] == [[]] * len(views)
    assert len(places(tied, words)) == MOST_TILES


@pytest.mark.parametrize("name", THEMES)
def test_pages_are_within_limits_whatever_theme_and_prompt(name: str, words: Words) -> None:
    (entry,) = entries(1, LONG_TEXTS.get(name, HOSTILE))
    for phase, (blind, is_own, has_vote) in product(Phase, product((True, False), repeat=3)):
        of = contest(THEMES[name], phase, blind=blind)
        assert check(entry_page(page(of, replace(entry, rank=1), is_own=is_own, has_vote=has_vote), words)) == []
        assert check(entry_page(page(of, None), words)) == []


@pytest.mark.parametrize("name", THEMES)
def test_the_form_is_within_limits_with_as_many_contests_as_there_may_be(name: str, words: Words) -> None:
    many = [replace(contest(THEMES[name]), id=f"contest{n}") for n in range(40)]
    assert check_modal(enter_form("k3j7q2m5x4ab", many, MAX_EACH, words).to_dict()) == []


def test_a_blind_vote_tells_neither_artist_nor_votes_before_the_end(words: Words) -> None:
    (entry,) = entries(1)
    voted = replace(entry, votes=7)
    credit = f"<@{entry.artist_id}>"
    for phase in set(Phase) - {Phase.OVER}:
        assert credit not in text_of(entry_page(page(contest(phase=phase), voted), words))
        assert "7" not in text_of(entry_page(page(contest(phase=phase), voted), words))
    for told in (
        entry_page(page(contest(phase=Phase.OVER), voted), words),
        entry_page(page(contest(blind=False), voted), words),
    ):
        assert credit in text_of(told)
        assert "7" in text_of(told)


@pytest.mark.parametrize(
    ("phase", "is_own", "has_vote", "last"),
    [
        (Phase.ENTRIES, True, False, "button-withdraw"),
        (Phase.VOTING, True, False, "button-withdraw"),
        (Phase.VOTING, False, False, "button-vote"),
        (Phase.VOTING, False, True, "button-unvote"),
        (Phase.OVER, True, False, "button-forward"),
        (Phase.OVER, False, True, "button-forward"),
    ],
)
def test_a_page_has_the_button_that_is_of_use(
    phase: Phase, is_own: bool, has_vote: bool, last: str, words: Words
) -> None:
    (entry,) = entries(1)
    view = entry_page(page(contest(phase=phase), entry, is_own=is_own, has_vote=has_vote), words)
    assert labels_of(view)[-1] == words(last)
    alone = entry_page(page(contest(phase=phase), entry, is_own=is_own, has_vote=has_vote, of=1), words)
    assert words("button-forward") not in labels_of(alone)


FIRST = replace(entries(1)[0], rank=1, votes=3)


@pytest.mark.parametrize(
    ("name", "view"),
    [
        ("open", lambda w: open_post(contest(blind=False, quorum=5), w)),
        ("voting", lambda w: voting_post(contest(), 12, w)),
        ("results", lambda w: results_post(contest(phase=Phase.OVER), results({0: 5, 1: 5, 2: 2, 4: 1}, of=6), w)),
        ("results-none", lambda w: results_post(contest(phase=Phase.OVER), results({0: 2}, of=3, quorum=3), w)),
        ("page", lambda w: entry_page(page(contest(), entries(1)[0], has_vote=True, votes_left=1), w)),
        (
            "page-over",
            lambda w: entry_page(page(contest(phase=Phase.OVER), replace(entries(1)[0], rank=1, votes=3)), w),
        ),
    ],
)
def test_it_looks_as_it_did(name: str, view: object, words: Words) -> None:
    assert callable(view)
    drawn = view(words)
    assert isinstance(drawn, ui.LayoutView)
    hold_against_snapshot(f"contest-{name}.{words.language}", drawn)


def test_places_are_no_list_which_discord_would_number_anew(words: Words) -> None:
    tied = text_of(results_post(contest(phase=Phase.OVER), results({0: 2, 1: 2, 2: 1}, of=3), words))
    places_told = [line for line in tied.splitlines() if "<@" in line and "<@&" not in line]
    assert [line[: len("**1.** ")] for line in places_told] == ["**1.** ", "**1.** ", "**3.** "]


@pytest.mark.parametrize("count", [0, 1, 2, 5, 11, 21, 22, 1_000])
def test_every_count_has_its_words(count: int, words: Words) -> None:
    (entry,) = entries(1)
    many = contest(entries_each=count, votes_each=count, quorum=count)
    for view in (
        open_post(many, words),
        voting_post(many, count, words),
        entry_page(page(many, entry, votes_left=count), words),
        entry_page(page(contest(blind=False), replace(entry, votes=count)), words),
        results_post(many, results({0: count}, of=max(1, count), quorum=count + 1), words),
        results_post(many, results({0: count}, of=max(1, count)), words),
    ):
        assert check(view) == []
    told_of = text_of(voting_post(many, count, words))
    assert str(count)[-3:] in told_of


def test_nobody_who_has_left_is_said_to_get_the_reward(words: Words) -> None:
    role = f"<@&{LONGEST_ID}>"
    ended = contest(phase=Phase.OVER)
    assert role in text_of(results_post(ended, results({0: 1}, of=1), words))
    assert role not in text_of(results_post(ended, results({0: 1}, of=1, is_member=False), words))


def test_winners_who_have_left_are_named_and_not_mentioned(words: Words) -> None:
    left = results_post(
        contest(phase=Phase.OVER), results({0: 1}, of=1, name="[Zoë](https://x.example)", is_member=False), words
    )
    assert f"<@{LONGEST_ID}>" not in text_of(left)
    assert r"\[Zoë\](https\://x.example)" in text_of(left)


def test_the_form_is_read_back_as_it_was_filled_in(words: Words) -> None:
    many = [contest(), replace(contest(), id="another")]
    form = enter_form("k3j7q2m5x4ab", many, 4, words)

    def handed_in(**chosen: str) -> dict[str, object]:
        parts = [
            {"type": 18, "component": {"type": 3, "custom_id": name, "values": [value]}}
            for name, value in chosen.items()
        ]
        return {"custom_id": form.custom_id, "components": parts}

    assert wanted(filled(handed_in(**{CONTEST: "another", PICTURE: "3"})), 4) == ("another", 3)
    assert wanted(filled(handed_in()), 4) == (None, 1)
    for wrong in ("0", "5", "x"):
        with pytest.raises(OldForm):
            wanted(filled(handed_in(**{PICTURE: wrong})), 4)


def test_nothing_is_asked_that_has_one_answer(words: Words) -> None:
    one = enter_form("k3j7q2m5x4ab", [contest()], 4, words).to_dict()["components"]
    two = enter_form("k3j7q2m5x4ab", [contest(), replace(contest(), id="b")], 1, words).to_dict()["components"]
    assert [part["component"]["custom_id"] for part in (*one, *two)] == [PICTURE, CONTEST]


def test_an_outcome_without_votes_has_no_picture(words: Words) -> None:
    bare = results_post(contest(phase=Phase.OVER), Results(Outcome((), 0), {}, {}), words)
    assert not [item for item in bare.walk_children() if isinstance(item, discord.ui.MediaGallery)]
