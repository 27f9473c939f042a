"""Who wins a contest: laws that hold for every count, and the cases that the documentation names."""

from hypothesis import given
from hypothesis import strategies as st

from studio.community.contest import Entry
from studio.community.tally import LAST_WINNING_RANK, tally


def entries(count: int) -> list[Entry]:
    return [
        Entry(f"e{n}", "contest", artist_id=n, job_id=f"j{n}", number=1, prompt="", channel_id=1, message_id=n)
        for n in range(count)
    ]


COUNTS = st.lists(st.integers(0, 6), max_size=12)


@given(COUNTS, st.integers(1, 20), st.integers(1, 20))
def test_places_follow_votes(counts: list[int], voters: int, quorum: int) -> None:
    entered = entries(len(counts))
    outcome = tally(entered, {f"e{n}": votes for n, votes in enumerate(counts)}, voters=voters, quorum=quorum)
    assert sorted(entry.id for entry in outcome.entries) == sorted(entry.id for entry in entered)
    assert [entry.votes for entry in outcome.entries] == sorted(counts, reverse=True)
    assert outcome.votes == sum(counts)
    for entry in outcome.entries:
        if voters < quorum or entry.votes == 0:
            assert entry.rank is None
        else:
            # Standard competition ranking: one more than there are better ones.
            assert entry.rank == 1 + sum(votes > entry.votes for votes in counts)
    assert {entry.id for entry in outcome.winners} == {
        entry.id for entry in outcome.entries if entry.rank is not None and entry.rank <= LAST_WINNING_RANK
    }
    assert bool(outcome.firsts) == (voters >= quorum and any(counts))


@given(COUNTS, st.integers(0, 11))
def test_one_more_vote_never_makes_a_place_worse(counts: list[int], lucky: int) -> None:
    if lucky >= len(counts):
        return
    entered = entries(len(counts))
    before = tally(entered, {f"e{n}": v for n, v in enumerate(counts)}, voters=1, quorum=1)
    more = [votes + (n == lucky) for n, votes in enumerate(counts)]
    after = tally(entered, {f"e{n}": v for n, v in enumerate(more)}, voters=1, quorum=1)
    ranks = [{entry.id: entry.rank for entry in each.entries}[f"e{lucky}"] for each in (before, after)]
    assert ranks[1] is not None
    assert ranks[0] is None or ranks[1] <= ranks[0]


def test_those_who_tie_share_a_place_and_the_next_counts_them() -> None:
    outcome = tally(entries(5), {"e0": 2, "e1": 5, "e2": 5, "e3": 1}, voters=9, quorum=9)
    assert [(entry.id, entry.rank) for entry in outcome.entries] == [
        ("e1", 1),
        ("e2", 1),
        ("e0", 3),
        ("e3", 4),
        ("e4", None),
    ]
    assert [entry.id for entry in outcome.firsts] == ["e1", "e2"]
    assert [entry.id for entry in outcome.winners] == ["e1", "e2", "e0"]


def test_below_the_quorum_nobody_has_a_place_but_the_votes_are_told() -> None:
    outcome = tally(entries(2), {"e1": 4}, voters=4, quorum=5)
    assert [(entry.votes, entry.rank) for entry in outcome.entries] == [(4, None), (0, None)]
    assert outcome.winners == ()
