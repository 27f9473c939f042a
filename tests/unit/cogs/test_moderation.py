"""What moderators see: how it looks in each language, and that it fits whatever there is.

Snapshots are as in ``test_cards``.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from discord import ui

from cogs.ui.buttons import CardButton
from cogs.ui.limits import check, check_modal
from cogs.ui.moderation.audit import audit_post
from cogs.ui.moderation.reports import report_form, report_post
from cogs.ui.moderation.reviews import reject_form, review_post
from cogs.ui.moderation.strikes import strike_form, strike_notice, strikes_panel
from cogs.ui.tellings import told
from cogs.ui.verbs import Verb
from cogs.words import Words
from studio.audit import MOST_DETAIL, Act, Event
from studio.jobs import NOBODY, Card, Job, JobState, Review, Verdict
from studio.moderation.decisions import Case, Decision, Report
from studio.moderation.errors import Paused, Warned
from studio.moderation.strikes import Cause, Strike, given
from tests.unit.cogs.examples import HOSTILE, LONG_TEXTS, NOW, job, prediction
from tests.unit.cogs.test_cards import hold_against_snapshot, text_of
from tests.words import LANGUAGES

BIGGEST = 2**63 - 1
ANN, BEN = 123456789012345678, 223456789012345678


@pytest.fixture(params=LANGUAGES.codes)
def words(request: pytest.FixtureRequest) -> Words:
    return LANGUAGES.words(request.param)


def line(act: Act, *, by_id: int | None = BEN, detail: str = "", count: int = 2) -> Event:
    return Event(1, act, NOW, by_id, ANN, "k3j7q2m5x4ab", 7, 8, detail, count)


def private(act: Act, *, by_id: int | None = None) -> Event:
    return Event(1, act, NOW + timedelta(minutes=1), by_id, ANN, "k3j7q2m5x4ab", count=1)


def test_the_log_looks_as_it_did(words: Words) -> None:
    events = [
        line(Act.MADE, by_id=ANN),
        line(Act.BLOCKED, by_id=None, count=0),
        line(Act.DELETED),
        line(Act.DELETED, by_id=ANN),
        line(Act.DELETED, by_id=None),
        line(Act.REPORTED, detail="it shows my face"),
        line(Act.DISMISSED, detail="it shows my face"),
        line(Act.STRUCK, detail="what was on it"),
        line(Act.STRUCK),
        line(Act.STRUCK, by_id=None),
        line(Act.FORGIVEN, detail="what was on it"),
        line(Act.APPROVED),
        line(Act.SPOILER),
        line(Act.REJECTED, detail="too much of it"),
        line(Act.OUTDATED, by_id=None),
        line(Act.UNSEEN, by_id=None),
        Event(1, Act.SETTING, NOW, BEN, channel_id=7, detail="setting-audit-channel"),
        Event(1, Act.SETTING, NOW, BEN, detail="what [we](x) had no name for"),
        Event(1, Act.SETTING, NOW, BEN, detail="setting-budget-role", role_id=9),
        Event(1, Act.SETTING, NOW, BEN, detail="setting-terms-role", role_id=1),
        line(Act.REFUSED, by_id=None),
        line(Act.CONTEST_CREATED, detail="boats"),
        line(Act.CONTEST_CANCELED, detail="boats"),
        line(Act.THEMES_ADDED),
        line(Act.THEME_APPROVED),
        line(Act.THEME_REJECTED),
        line(Act.THEME_REMOVED),
        line(Act.THEME_CALLED),
        line(Act.THEME_SKIPPED),
        line(Act.SHOWCASE_FROZEN, detail="as it is"),
        line(Act.SHOWCASE_FORCED, detail="it shines"),
        line(Act.SHOWCASE_REMOVED, detail="no more"),
        line(Act.SHOWCASE_FREED, detail="again"),
        *(
            replace(line(act, by_id=None), person_id=None)
            for act in (Act.MADE, Act.REPORTED, Act.BLOCKED, Act.DELETED)
        ),
        private(Act.MADE, by_id=ANN),
        private(Act.BLOCKED),
        private(Act.REFUSED),
        private(Act.DELETED, by_id=ANN),
        private(Act.DELETED),
        private(Act.DELETED, by_id=BEN),
    ]
    hold_against_snapshot(f"audit.{words.language}", audit_post(events, words))


@pytest.mark.parametrize("act", [act for act in Act if act is not Act.SETTING])
def test_a_line_whose_words_are_forgotten_ends_before_them(act: Act, words: Words) -> None:
    view = audit_post([replace(line(act, by_id=None), person_id=None, job_id=None, message_id=None)], words)
    assert "none" not in text_of(view)


@pytest.mark.parametrize("act", Act)
def test_as_many_lines_as_come_together_fit(act: Act, words: Words) -> None:
    longest = Event(
        BIGGEST, act, NOW, BIGGEST, BIGGEST, "job", BIGGEST, BIGGEST, HOSTILE[:MOST_DETAIL], 4, BIGGEST - 1
    )
    # Each in a minute of its own.
    view = audit_post([replace(longest, at=NOW + number * timedelta(minutes=1)) for number in range(8)], words)
    assert check(view) == []
    assert "@everyone " not in text_of(view)


def case(decision: Decision = Decision.OPEN, *, reasons: Sequence[str] = ("it shows my face",)) -> Case:
    decided_by = None if decision is Decision.OPEN else ANN
    return Case(
        shown(),
        tuple(
            Report(f"r{number}", "r0", 1, "k3j7q2m5x4ab", BEN + number, reason, NOW, decision, decided_by)
            for number, reason in enumerate(reasons)
        ),
    )


def shown() -> Job:
    return job(JobState.DONE, prediction(1), card=Card(7, 8))


@pytest.mark.parametrize("decision", Decision)
def test_a_report_looks_as_it_did(decision: Decision, words: Words) -> None:
    hold_against_snapshot(f"report-{decision.value}.{words.language}", report_post(case(decision), words))


def test_other_reports_look_as_they_did(words: Words) -> None:
    many = case(reasons=[f"reason {number}" for number in range(7)])
    one = case()
    removed = case(Decision.REMOVED)
    nobody = Case(removed.job, [replace(removed.reports[0], decided_by=None)])
    for name, view in {
        "many": report_post(many, words),
        "two": report_post(Case(many.job, many.reports[:2]), words),
        "gone": report_post(replace(one, job=replace(one.job, deleted=True)), words),
        "private": report_post(replace(one, job=replace(one.job, private=True)), words),
        "stands": report_post(removed, words, stands=True),
        "by-nobody": report_post(nobody, words),
    }.items():
        hold_against_snapshot(f"report-{name}.{words.language}", view)


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS)
def test_whatever_is_reported_and_given_fits(text: str, words: Words) -> None:
    reported = report_post(case(reasons=[text[:500]]), words)
    by_many = report_post(case(reasons=[text[:500]] * 9), words)
    strike = Strike("s", 1, ANN, Cause.MODERATOR, NOW, BEN, reason=text[:300])
    panel = strikes_panel(ANN, given([replace(strike, id=str(n)) for n in range(20)]), words, now=NOW)
    told = strike_notice(given([strike])[0], words, server=text[:100])
    for view in (reported, by_many, panel, told):
        assert check(view) == []
        assert "@everyone " not in text_of(view)


STRIKES = (
    Strike("old", 1, ANN, Cause.MODERATOR, NOW - timedelta(days=31), BEN, reason="long ago"),
    Strike("back", 1, ANN, Cause.MODERATOR, NOW - timedelta(days=3), BEN, reason="by mistake", taken_back_by=BEN),
    Strike("blocks", 1, ANN, Cause.BLOCKS, NOW - timedelta(days=2), job_id="k3j7q2m5x4ab"),
    Strike("job", 1, ANN, Cause.MODERATOR, NOW - timedelta(minutes=1), BEN, job_id="k3j7q2m5x4ab"),
)


def test_strikes_look_as_they_did(words: Words) -> None:
    hold_against_snapshot(f"strikes.{words.language}", strikes_panel(ANN, given(STRIKES), words, now=NOW))
    hold_against_snapshot(f"strikes-none.{words.language}", strikes_panel(ANN, [], words, now=NOW))
    many = given([replace(STRIKES[-1], id=f"{number}") for number in range(10)])
    hold_against_snapshot(f"strikes-many.{words.language}", strikes_panel(ANN, many, words, now=NOW))


def test_what_somebody_is_told_looks_as_it_did(words: Words) -> None:
    warning, pause = given(STRIKES)[-2:]
    hold_against_snapshot(f"strike-warning.{words.language}", strike_notice(warning, words, server="Studio"))
    hold_against_snapshot(f"strike-pause.{words.language}", strike_notice(pause, words, server="Studio"))
    back = next(each for each in given(STRIKES) if each.strike.id == "back")
    hold_against_snapshot(f"strike-back.{words.language}", strike_notice(back, words, server="Studio"))


def test_of_moderators_who_are_forgotten_nothing_is_shown(words: Words) -> None:
    given_by = Strike("s", 1, ANN, Cause.MODERATOR, NOW)
    found = [given_by, replace(given_by, id="t", taken_back_by=NOBODY)]
    text = text_of(strikes_panel(ANN, given(found), words, now=NOW))
    assert (
        words("strikes-line", at=NOW, by="forgotten", until="none", reason=words("strike-for-something")) in text
    )
    assert words("strikes-taken-back", by="forgotten") in text
    assert "<@0>" not in text


def test_who_is_paused_or_warned_reads_what_for(words: Words) -> None:
    strikes = {each.id: each for each in STRIKES}
    nothing = replace(strikes["old"], reason="")
    for refused in (partial(Paused, NOW), Warned):
        said = [
            told(refused(strike), words) for strike in (nothing, strikes["old"], strikes["blocks"], strikes["job"])
        ]
        assert len(set(said)) == len(said)
        assert "long ago" in said[1]
    assert "@everyone" not in told(Paused(NOW, replace(nothing, reason="@everyone")), words)


def test_only_what_counts_can_be_taken_back(words: Words) -> None:
    view = strikes_panel(ANN, given(STRIKES), words, now=NOW)
    buttons = [item.pressed for item in view.walk_children() if isinstance(item, CardButton)]
    assert [(each.verb, each.id) for each in buttons] == [
        (Verb.FORGIVE, "job"),
        (Verb.FORGIVE, "blocks"),
        (Verb.GIVE, str(ANN)),
    ]


def test_the_forms_are_within_discords_limits(words: Words) -> None:
    reporting = [report_form("k3j7q2m5x4ab", words, is_public=is_public) for is_public in (True, False)]
    for form in (*reporting, strike_form(BIGGEST, words)):
        assert check_modal(form.to_dict()) == []


def judged(verdict: Verdict, reason: str = "", prompt: str = "a lighthouse") -> Job:
    waits = verdict is Verdict.AWAITED
    state = JobState.REVIEWING if waits else JobState.REJECTED
    return job(
        state,
        prediction(1),
        prompt=prompt,
        review=Review(verdict, None if waits else BEN, reason),
        card=Card(7, 8),
    )


NAMES = ["review-k3j7q2m5x4ab-1.png", "review-k3j7q2m5x4ab-2.png"]


@pytest.mark.parametrize("verdict", Verdict)
def test_what_waits_for_moderators_looks_as_it_did(verdict: Verdict, words: Words) -> None:
    view = review_post(judged(verdict, "too [much](x)"), words, until=NOW, pictures=NAMES)
    hold_against_snapshot(f"review-{verdict.value}.{words.language}", view)
    galleries = [item for item in view.walk_children() if isinstance(item, ui.MediaGallery)]
    assert all(item.spoiler for gallery in galleries for item in gallery.items)
    assert bool(galleries) is (verdict is Verdict.AWAITED)


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS)
def test_whatever_waits_for_moderators_fits(text: str, words: Words) -> None:
    for verdict in (Verdict.AWAITED, Verdict.STRUCK):
        view = review_post(judged(verdict, text[:300], text), words, until=NOW, pictures=NAMES * 2)
        assert check(view) == []
        assert "@everyone " not in text_of(view)
    for verb in (Verb.REFUSE, Verb.PUNISH):
        assert check_modal(reject_form(verb, "k3j7q2m5x4ab", words).to_dict()) == []
