"""What moderators see: how it looks in each language, and that it fits whatever there is.

Snapshots are as in ``test_cards``.
"""

import pytest

from cogs.ui.limits import check
from cogs.ui.moderation.audit import audit_post
from cogs.words import Words
from studio.audit import MOST_DETAIL, Act, Event
from tests.unit.cogs.examples import HOSTILE, LANGUAGES, NOW
from tests.unit.cogs.test_cards import hold_against_snapshot, text_of

BIGGEST = 2**63 - 1
ANN, BEN = 123456789012345678, 223456789012345678


@pytest.fixture(params=LANGUAGES.codes)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def line(act: Act, *, by_id: int | None = BEN, detail: str = "", count: int = 2) -> Event:
    return Event(1, act, NOW, by_id, ANN, "k3j7q2m5x4ab", 7, 8, detail, count)


def test_the_log_looks_as_it_did(words: Words) -> None:
    events = [
        line(Act.MADE, by_id=ANN),
        line(Act.BLOCKED, by_id=None, count=0),
        line(Act.DELETED),
        line(Act.DELETED, by_id=ANN),
        line(Act.DELETED, by_id=None),
        Event(1, Act.SETTING, NOW, BEN, channel_id=7, detail="setting-audit-channel"),
        Event(1, Act.SETTING, NOW, BEN, detail="what [we](x) had no name for"),
    ]
    hold_against_snapshot(f"audit.{words.language}", audit_post(events, words))


@pytest.mark.parametrize("act", Act)
def test_as_many_lines_as_come_together_fit(act: Act, words: Words) -> None:
    longest = Event(BIGGEST, act, NOW, BIGGEST, BIGGEST, "job", BIGGEST, BIGGEST, HOSTILE[:MOST_DETAIL], 4)
    view = audit_post([longest] * 8, words)
    assert check(view) == []
    assert "@everyone " not in text_of(view)
