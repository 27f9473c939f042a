"""The rules of servers, as rows: read back as they were set, and changed by two at once."""

import asyncio
from random import Random

import pytest

from studio.community.community import community
from studio.community.contest import Rules
from studio.community.contests import Call
from studio.community.purposes import Channel, ContestSettings
from studio.errors import SettingChanged
from studio.rulebook import NO_RULES, NO_TERMS, Manner, Rulebook, Subject, Terms
from studio.store import Store
from studio.store.rulebook import RulebookStore
from studio.wording.errors import PatternsTooLarge, TooManyRules
from studio.wording.rules import LARGEST_PATTERNS, MOST, RuleKind, WordRule, size_of
from tests.house import HOUSE
from tests.store.conftest import SetClock

SERVER = 2**62 + 1
FOX, RAIN = WordRule(RuleKind.WORD, "fox"), WordRule(RuleKind.WORD, "дождь и снег")
PATTERN = WordRule(RuleKind.PATTERN, r"\bfox\w*" + "x" * 190)


@pytest.fixture
def rules(store: Store) -> RulebookStore:
    return RulebookStore(store.lanes)


def numbered(count: int, kind: RuleKind = RuleKind.WORD, first: int = 0) -> list[WordRule]:
    return [WordRule(kind, f"word {number}") for number in range(first, first + count)]


async def test_words_come_back_in_their_order_and_go_again(rules: RulebookStore) -> None:
    assert await rules.rulebook(SERVER) == NO_RULES
    assert await rules.add_words(SERVER, [PATTERN, RAIN, FOX, FOX]) == 3
    assert await rules.add_words(SERVER, [FOX, WordRule(RuleKind.PATTERN, "fox")]) == 1
    assert (await rules.rulebook(SERVER)).words == (FOX, RAIN, PATTERN, WordRule(RuleKind.PATTERN, "fox"))
    assert await rules.rulebook(SERVER + 1) == NO_RULES
    assert await rules.rulebook(None) == NO_RULES
    for rule in (FOX, PATTERN):
        await rules.remove_word(SERVER, rule.mark)
        with pytest.raises(SettingChanged):
            await rules.remove_word(SERVER, rule.mark)
    assert (await rules.rulebook(SERVER)).words == (RAIN, WordRule(RuleKind.PATTERN, "fox"))
    with pytest.raises(SettingChanged):
        await rules.remove_word(SERVER + 1, RAIN.mark)


@pytest.mark.parametrize("kind", RuleKind)
async def test_a_server_has_so_many_of_a_kind_and_no_more(rules: RulebookStore, kind: RuleKind) -> None:
    most = MOST[kind]
    await rules.add_words(SERVER, numbered(most - 1, kind))
    with pytest.raises(TooManyRules) as refusal:
        await rules.add_words(SERVER, numbered(2, kind, first=most - 1))
    assert refusal.value.params() == {"limit": most}
    assert len((await rules.rulebook(SERVER)).words) == most - 1
    await rules.add_words(SERVER, numbered(1, kind, first=most - 1))
    assert await rules.add_words(SERVER, numbered(most, kind)) == 0, "they are all there"
    await rules.add_words(SERVER + 1, numbered(most, kind))


async def test_patterns_have_room_for_so_much_together(rules: RulebookStore) -> None:
    large = [WordRule(RuleKind.PATTERN, f"x{{1000}}{number}") for number in range(6)]
    assert size_of(large[:5]) < LARGEST_PATTERNS < size_of(large)
    await rules.add_words(SERVER, large[:5])
    with pytest.raises(PatternsTooLarge):
        await rules.add_words(SERVER, [large[5], FOX])
    assert (await rules.rulebook(SERVER)).words == tuple(large[:5])
    await rules.add_words(SERVER, [FOX])
    await rules.add_words(SERVER + 1, large[5:])


async def test_of_two_processes_neither_gets_beyond_the_limit_nor_removes_twice(
    server_store: Store, server_url: str, set_clock: SetClock
) -> None:
    other = await Store.open(server_url, clock=set_clock.clock())
    most = MOST[RuleKind.PATTERN]
    try:
        both = [RulebookStore(each.lanes) for each in (server_store, other)]
        adding = [
            each.add_words(SERVER, numbered(most // 2 + 1, RuleKind.PATTERN, first=100 * number))
            for number, each in enumerate(both)
        ]
        ends = await asyncio.gather(*adding, return_exceptions=True)
        assert sorted(type(end).__name__ for end in ends) == ["TooManyRules", "int"]
        same = await asyncio.gather(*(each.add_words(SERVER, [FOX]) for each in both))
        assert sorted(same) == [0, 1]
        removing = [each.remove_word(SERVER, FOX.mark) for each in both]
        told = await asyncio.gather(*removing, return_exceptions=True)
        assert sorted(type(end).__name__ for end in told) == ["NoneType", "SettingChanged"]
    finally:
        await other.close()


async def test_terms_come_back_as_they_were_set_and_leave_nothing(rules: RulebookStore) -> None:
    said = {
        (Subject.CHANNEL, 7): Terms(admits=True),
        (Subject.CHANNEL, 2**63 - 1): Terms(admits=False, models=("flux-dev",)),
        (Subject.ROLE, SERVER): Terms(models=("flux-schnell", "flux-1.1-pro-ultra")),
    }
    for (subject, of), terms in said.items():
        await rules.change_terms(SERVER, subject, of, terms, before=NO_TERMS.mark)
    book = await rules.rulebook(SERVER)
    assert {(s, of): book.terms(s, of) for s, of in said} == said
    assert (len(book.channels), len(book.roles)) == (2, 1)
    assert await rules.rulebook(SERVER + 1) == NO_RULES
    for (subject, of), terms in said.items():
        await rules.change_terms(SERVER, subject, of, NO_TERMS, before=terms.mark)
    assert await rules.rulebook(SERVER) == NO_RULES


@pytest.mark.parametrize("before", [NO_TERMS, Terms(admits=False), Terms(models=("flux-dev",))], ids=str)
async def test_of_two_who_change_the_same_terms_the_second_is_told(rules: RulebookStore, before: Terms) -> None:
    if before != NO_TERMS:
        await rules.change_terms(SERVER, Subject.ROLE, 5, before, before=NO_TERMS.mark)
    changes = [
        rules.change_terms(SERVER, Subject.ROLE, 5, after, before=before.mark)
        for after in (Terms(admits=True), Terms(admits=False, models=("flux-pro",)))
    ]
    told = await asyncio.gather(*changes, return_exceptions=True)
    assert [type(each) for each in told] == [type(None), SettingChanged]
    assert (await rules.rulebook(SERVER)).roles == {5: Terms(admits=True)}
    with pytest.raises(SettingChanged):
        await rules.change_terms(SERVER, Subject.ROLE, 5, NO_TERMS, before=NO_TERMS.mark)


async def test_of_two_processes_that_change_the_same_terms_one_is_told(
    server_store: Store, server_url: str, set_clock: SetClock
) -> None:
    other = await Store.open(server_url, clock=set_clock.clock())
    try:
        both = [RulebookStore(each.lanes) for each in (server_store, other)]
        changes = [
            each.change_terms(SERVER, Subject.CHANNEL, 7, Terms(admits=number == 0), before=NO_TERMS.mark)
            for number, each in enumerate(both)
        ]
        told = await asyncio.gather(*changes, return_exceptions=True)
        assert sorted(type(each).__name__ for each in told) == ["NoneType", "SettingChanged"]
    finally:
        await other.close()


async def test_a_manner_comes_back_and_of_two_who_change_it_the_second_is_told(rules: RulebookStore) -> None:
    for before, after in (
        (Manner(), Manner("ru", 5)),
        (Manner("ru", 5), Manner(None, 1)),
        (Manner(None, 1), Manner("en")),
        (Manner("en"), Manner()),
    ):
        changes = [rules.change_manner(SERVER, each, before=before.mark) for each in (after, Manner("en", 6))]
        told = await asyncio.gather(*changes, return_exceptions=True)
        assert [type(each) for each in told] == [type(None), SettingChanged]
        assert await rules.rulebook(SERVER) == Rulebook(manner=after)
    assert await rules.rulebook(SERVER + 1) == NO_RULES


async def test_a_contest_is_in_the_language_of_its_server(
    store: Store, rules: RulebookStore, set_clock: SetClock
) -> None:
    parts = community(store, house=HOUSE, clock=set_clock.clock(), random=Random(3))
    await rules.change_manner(SERVER, Manner("ru"), before=Manner().mark)
    for server_id, locale in ((SERVER, "ru"), (SERVER + 1, "en-US")):
        channel = Channel(server_id + 10, server_id, ContestSettings())
        await parts.channels.set_up(channel)
        contest = await parts.contests.create(
            channel,
            Rules(theme="Far shores"),
            Call(entries="3d", voting="2d"),
            host_id=1,
            locale="en-US",
        )
        assert contest.locale == locale
