"""What the bot has and takes where nobody says otherwise, as ``composition.py`` has it."""

from flux.models import CATALOGUE, DEFAULT_EDIT_MODEL, DEFAULT_MODEL
from studio.community.presets import House

HOUSE = House(CATALOGUE, model=DEFAULT_MODEL, editor=DEFAULT_EDIT_MODEL)
