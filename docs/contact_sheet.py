"""The contact sheet that README.md shows, of pictures by the look-alike: ``make screenshot`` makes it anew."""

import io
from pathlib import Path

from PIL import Image

from demo.look_alike.drawing import Subject, draw
from studio.sheets import Tile, contact_sheet

PICTURE = Path(__file__).parent / "images" / "contact-sheet.webp"
_SIZE = (1200, 1500)
_MODEL = "flux-dev"

_MADE = (
    ("Wanda", "a quiet bay at first light", "16:9", (1344, 768)),
    ("Ёжик в тумане", "туман над тихой водой", "1:1", (1024, 1024)),
    ("🦊 Лиса Алиса", "лес на краю света", "4:5", (896, 1088)),
    ("さくらツ", "two moons over the sea", "1:1", (1024, 1024)),
    ("👩🏽‍🚀 Zoë", "worlds beyond the last star", "3:2", (1216, 832)),
    ("Ωμέγα", "a lake that remembers the mountains", "21:9", (1536, 640)),
    ("Łukasz Żółć", "silk in the evening wind", "4:3", (1152, 896)),
    ("maximilian_of_the_paper_boats", "paper boats on a mirror", "2:3", (832, 1216)),
    ("Nguyễn Phương", "hills like sleeping whales", "1:1", (1024, 1024)),
    ("Дмитро ✨", "a comet over the harbour", "5:4", (1088, 896)),
    ("Åse-Bjørg", "northern shore in snowlight", "3:4", (896, 1152)),
    ("★ Nova ★", "the planet behind the planet", "16:9", (1344, 768)),
)


def drawn() -> bytes:
    """Return the sheet."""
    tiles = [
        Tile(_painted(Subject(prompt, _MODEL, seed, 0, ratio, size)), name)
        for seed, (name, prompt, ratio, size) in enumerate(_MADE, start=7)
    ]
    return contact_sheet(tiles, title="Far shores", subtitle="Theme of the week  ·  12 pictures by 12 artists")


def _painted(subject: Subject) -> bytes:
    file = io.BytesIO()
    draw(subject).save(file, "PNG", compress_level=1)
    return file.getvalue()


def main() -> None:
    """Write the picture."""
    with Image.open(io.BytesIO(drawn())) as sheet:
        sheet.thumbnail(_SIZE, Image.Resampling.LANCZOS)
        sheet.save(PICTURE, "WEBP", quality=88)


if __name__ == "__main__":
    main()
