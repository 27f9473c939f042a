"""Time zones by what somebody types: the name, or the city where only one has it."""

import pytest

from studio.community.servers import zone_meant
from studio.community.zones import zone_names, zones_like
from studio.setting_errors import ZoneNotFound


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/BERLIN ", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("UTC", "UTC"),
    ],
)
def test_one_is_meant(typed: str, name: str) -> None:
    assert zone_meant(typed) == name


def test_every_name_means_itself() -> None:
    assert [name for name in zone_names() if zone_meant(name) != name] == []


@pytest.mark.parametrize(("typed", "some"), [("Europ", "Europe/Amsterdam"), ("berl", "Europe/Berlin")])
def test_some_are_called_nearly_so(typed: str, some: str) -> None:
    with pytest.raises(ZoneNotFound) as refused:
        zone_meant(typed)
    assert some in refused.value.names
    assert len(refused.value.names) <= 5


@pytest.mark.parametrize("typed", ["Mars/Olympus", "Москва", "?"])
def test_none_is_called_so(typed: str) -> None:
    with pytest.raises(ZoneNotFound) as refused:
        zone_meant(typed)
    assert refused.value.names == ()


def test_those_that_begin_so_come_first() -> None:
    found = list(zones_like("am"))
    assert found.index("Europe/Amsterdam") < found.index("Asia/Damascus")
    assert found[0].startswith("Am")
