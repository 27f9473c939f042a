"""Who may use the bot where."""

import pytest

from studio.access import Access, PrivateUse
from studio.errors import PrivateUseForOwners, PrivateUseOff, ServerNotAllowed
from studio.jobs import Place

SERVER = Place(channel_id=1, server_id=10)
DIRECT = Place(channel_id=1)


@pytest.mark.parametrize("allowed", [None, frozenset({10}), frozenset({9, 10})])
def test_servers_that_may(allowed: frozenset[int] | None) -> None:
    Access(allowed_servers=allowed).admit(SERVER, user_install=False, is_owner=False)


@pytest.mark.parametrize("allowed", [frozenset({11}), frozenset[int]()])
@pytest.mark.parametrize("private_use", PrivateUse)
def test_servers_that_may_not(allowed: frozenset[int], private_use: PrivateUse) -> None:
    with pytest.raises(ServerNotAllowed):
        Access(allowed, private_use).admit(SERVER, user_install=False, is_owner=True)


PRIVATE = [pytest.param(DIRECT, False, id="dm"), pytest.param(SERVER, True, id="user-install")]


@pytest.mark.parametrize(("place", "user_install"), PRIVATE)
@pytest.mark.parametrize("is_owner", [True, False])
def test_private_use(place: Place, user_install: bool, is_owner: bool) -> None:
    allowed = frozenset({99})
    with pytest.raises(PrivateUseOff):
        Access(allowed).admit(place, user_install=user_install, is_owner=is_owner)
    Access(allowed, PrivateUse.ALL).admit(place, user_install=user_install, is_owner=is_owner)


@pytest.mark.parametrize(("place", "user_install"), PRIVATE)
def test_private_use_for_owners(place: Place, user_install: bool) -> None:
    access = Access(private_use=PrivateUse.OWNERS)
    access.admit(place, user_install=user_install, is_owner=True)
    with pytest.raises(PrivateUseForOwners):
        access.admit(place, user_install=user_install, is_owner=False)
