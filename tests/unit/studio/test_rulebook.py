"""Who may make pictures where: what is said about channels and roles, and what follows for one person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flux.catalogue import Model
from flux.models import CATALOGUE
from studio.errors import UserError
from studio.jobs import Place
from studio.rulebook import NO_RULES, TOLERANCES, Asker, Manner, Rulebook, Subject, Terms
from studio.rulebook_errors import ChannelShut, RoleMissing, RoleShutOut

SERVER, HERE, ELSEWHERE, ARTISTS, MUTED = 9, 7, 8, 5, 6
YES, NO, OPEN = Terms(admits=True), Terms(admits=False), Terms(models=("flux-dev",))

saids = st.sampled_from([YES, NO, OPEN])
books = st.builds(
    lambda channels, roles: Rulebook(channels=channels, roles=roles),
    st.dictionaries(st.integers(7, 9), saids),
    st.dictionaries(st.integers(4, 9), saids),
)
askers = st.builds(lambda roles: Asker((SERVER, *roles)), st.sets(st.integers(4, 6)))


def refusal(book: Rulebook, place: Place, asker: Asker) -> type[UserError] | None:
    try:
        book.admit(place, asker)
    except UserError as error:
        return type(error)
    return None


@pytest.mark.parametrize(
    ("channels", "refused"),
    [
        ({}, None),
        ({HERE: YES}, None),
        ({HERE: NO}, ChannelShut),
        ({HERE: OPEN}, None),
        ({ELSEWHERE: YES}, ChannelShut),
        ({ELSEWHERE: NO}, None),
        ({HERE: YES, ELSEWHERE: NO}, None),
        ({HERE: OPEN, ELSEWHERE: YES}, ChannelShut),
    ],
)
@pytest.mark.parametrize(
    "place", [Place(HERE, SERVER), Place(70, SERVER, parent_id=HERE)], ids=["channel", "thread"]
)
def test_channels(channels: dict[int, Terms], refused: type[UserError] | None, place: Place) -> None:
    assert refusal(Rulebook(channels=channels), place, Asker((SERVER,))) is refused


@pytest.mark.parametrize(
    ("roles", "own", "refused"),
    [
        ({}, (), None),
        ({ARTISTS: YES}, (ARTISTS,), None),
        ({ARTISTS: YES}, (), RoleMissing),
        ({MUTED: NO}, (), None),
        ({MUTED: NO}, (MUTED,), RoleShutOut),
        ({ARTISTS: YES, MUTED: NO}, (ARTISTS, MUTED), RoleShutOut),
        ({ARTISTS: OPEN}, (), None),
        ({SERVER: NO}, (), RoleMissing),
        ({SERVER: NO, ARTISTS: YES}, (ARTISTS,), None),
        ({SERVER: YES, ARTISTS: YES}, (), None),
        ({SERVER: YES, MUTED: NO}, (MUTED,), RoleShutOut),
        ({SERVER: YES}, (), None),
    ],
)
def test_roles(roles: dict[int, Terms], own: tuple[int, ...], refused: type[UserError] | None) -> None:
    assert refusal(Rulebook(roles=roles), Place(HERE, SERVER), Asker((SERVER, *own))) is refused


@pytest.mark.parametrize(
    ("own", "models"),
    [((), {"flux-schnell"}), ((ARTISTS,), {"flux-schnell", "flux-pro"}), ((MUTED,), {"flux-schnell"})],
)
def test_a_person_has_the_models_of_all_their_roles(own: tuple[int, ...], models: set[str]) -> None:
    book = Rulebook(
        roles={SERVER: Terms(models=("flux-schnell",)), ARTISTS: Terms(models=("flux-pro",)), MUTED: Terms()}
    )
    assert book.models_for(Asker((SERVER, *own))) == frozenset(models)


def test_roles_that_say_nothing_leave_all_models() -> None:
    assert Rulebook(roles={MUTED: NO}).models_for(Asker((SERVER, MUTED))) is None
    assert NO_RULES.models_for(Asker()) is None


@given(books, askers, st.integers(7, 9))
def test_whoever_manages_the_server_may_everything(book: Rulebook, asker: Asker, channel_id: int) -> None:
    manager = Asker(asker.role_ids, manages_server=True)
    book.admit(Place(channel_id, SERVER), manager)
    assert book.models_for(manager) is None


@given(books, askers, st.integers(7, 9), st.integers(4, 6))
def test_a_role_that_may_not_never_helps_and_one_that_may_never_hurts(
    book: Rulebook, asker: Asker, channel_id: int, role_id: int
) -> None:
    place, more = Place(channel_id, SERVER), Asker((*asker.role_ids, role_id))
    before, after = refusal(book, place, asker), refusal(book, place, more)
    said = book.terms(Subject.ROLE, role_id).admits
    if said is False:
        assert after in {RoleShutOut, ChannelShut}
    elif said is True:
        assert after is before or before is RoleMissing
    else:
        assert after is before


def test_terms_are_told_apart_by_their_marks() -> None:
    several = [Terms(), YES, NO, OPEN, Terms(admits=True, models=("flux-dev",)), Terms(models=("flux-pro",))]
    assert len({terms.mark for terms in several}) == len(several)


def test_manners_are_told_apart_by_their_marks() -> None:
    several = [Manner(language, level) for language in (None, "en", "ru") for level in (None, *TOLERANCES)]
    assert len({manner.mark for manner in several}) == len(several)


def test_a_language_holds_for_what_everybody_sees() -> None:
    assert Manner("ru").locale("de") == "ru"
    assert Manner("ru").locale("de", private=True) == "de"
    assert Manner().locale("de") == "de"


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.name)
@pytest.mark.parametrize("level", [None, *TOLERANCES])
def test_only_an_age_restricted_channel_has_another_safety_tolerance(model: Model, level: int | None) -> None:
    manner, has_it = Manner(safety_tolerance=level), "safety_tolerance" in model.fields
    for place in (Place(HERE, SERVER), Place(HERE)):
        assert manner.tolerance(place, model) is None
    adults = Place(HERE, SERVER, age_restricted=True)
    assert manner.tolerance(adults, model) == (level if has_it else None)
