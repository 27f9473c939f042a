"""The bot as a process of its own that is quick and has short leases: what ``bot.py`` serves, with other figures.

``started`` forks it from a server that has imported everything already, which saves a second each time.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import bot
import logs
from composition import compose
from settings import Settings
from tests.pace import QUICK
from tests.wire.easel import IMPATIENT
from tests.words import LANGUAGES

PACE = replace(QUICK, settle_s=0.1, first_store_wait_s=0.02, longest_store_wait_s=0.2, sweep_s=0.5)


def started(environment: Mapping[str, str], folder: Path, log: Path, *, lease_s: float) -> BaseProcess:
    """Start a process with this environment in a folder; what it says goes into ``log``."""
    nursery = get_context("forkserver")
    nursery.set_forkserver_preload([__name__])
    process = nursery.Process(target=_live, args=(dict(environment), folder, log, lease_s), name="easel")
    process.start()
    return process


def _live(environment: Mapping[str, str], folder: Path, log: Path, lease_s: float) -> None:
    """Be the bot until told to stop."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with log.open("wb") as written:
        os.dup2(written.fileno(), sys.stdout.fileno())
        os.dup2(written.fileno(), sys.stderr.fileno())
    settings = Settings.read()
    logs.set_up(settings.log_level, settings.log_format)
    quick = partial(
        compose,
        pace=PACE,
        retry=IMPATIENT,
        edit_interval_s=0.05,
        lease_s=lease_s,
        look_s=0.1,
        languages=LANGUAGES,
    )
    sys.exit(asyncio.run(bot.serve(settings, build=quick)))
