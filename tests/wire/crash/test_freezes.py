"""Easel frozen past its leases, its job taken over, thawed: all is still paid and shown once."""

from pathlib import Path

import pytest

from tests.wire.crash.freezes import FREEZES, Freeze
from tests.wire.crash.freezing import frozen_at
from tests.wire.crash.harness import standing
from tests.wire.crash.judging import judge, settled

ALL = [
    pytest.param(
        freeze,
        lists,
        early,
        id=f"{freeze.name}-{'listed' if lists else 'unlisted'}-{'thawed-early' if early else 'thawed-late'}",
    )
    for freeze in FREEZES
    for lists in ((True, False) if freeze.is_in_call else (False,))
    for early in ((True, False) if freeze.is_held else (False,))
]


@pytest.mark.parametrize(("freeze", "lists", "early"), ALL)
async def test_a_freeze(tmp_path: Path, server_url: str, freeze: Freeze, lists: bool, early: bool) -> None:
    async with standing(tmp_path, database_url=server_url, lists=lists, lease_s=0.5) as ground:
        meanwhile = await frozen_at(ground, freeze, early=early)
        assert early or meanwhile is freeze.meanwhile_at(lists=lists)
        await settled(ground, freeze.end)
        judge(ground, freeze.end)
