"""The font files: they have what they say, in both weights, are small, and their licence lies beside them."""

from pathlib import Path

import pytest
from PIL import ImageFont

from studio.sheets import faces
from studio.sheets.faces import Weight, has, runs

FOLDER = Path(faces.__file__).parent / "fonts"
FONTS = sorted(path.stem for path in FOLDER.glob("*.ttf"))
NO_CHARACTER = "\U0010ffff"


def glyph(font: ImageFont.FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(character)
    return mask.size, bytes(mask)


def opened(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FOLDER / f"{name}.ttf", 24, layout_engine=ImageFont.Layout.BASIC)


@pytest.mark.parametrize("name", FONTS)
def test_a_font_draws_what_it_says_it_has(name: str) -> None:
    font = opened(name)
    tofu = glyph(font, NO_CHARACTER)
    characters = {chr(code) for code in faces._characters(name)}
    boxes = {character for character in characters if glyph(font, character) == tofu}
    assert len(characters) > 400
    assert not boxes
    blank = {character for character in characters if font.getmask(character).getbbox() is None}
    assert not {character for character in blank if character.isprintable() and not character.isspace()}


def test_what_a_font_does_not_list_would_be_a_box() -> None:
    for name in FONTS:
        font = opened(name)
        assert glyph(font, "田") == glyph(font, NO_CHARACTER)
        assert font.getmask(NO_CHARACTER).getbbox() is not None
    assert not has("田")


def test_both_weights_have_the_same() -> None:
    assert faces._characters(Weight.REGULAR) == faces._characters(Weight.STRONG)


def test_a_text_is_split_by_the_fonts_that_have_it() -> None:
    text = "Ёж 🦊🌸 ツ ♛!"
    pieces = [(piece, font.getname()[0]) for piece, font in runs(text, Weight.STRONG, 30)]
    assert pieces == [
        ("Ёж ", "Noto Sans SemiBold"),
        ("🦊🌸", "Noto Emoji Medium"),
        (" ", "Noto Sans SemiBold"),
        ("ツ", "Noto Sans JP Medium"),
        (" ", "Noto Sans SemiBold"),
        ("♛", "Noto Sans Symbols 2"),
        ("!", "Noto Sans SemiBold"),
    ]


def test_the_fonts_are_small_and_free() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000
    licence = (FOLDER / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    for family in ("Noto Sans", "Noto Emoji", "Noto Sans JP", "Noto Sans Symbols 2"):
        assert f"{family}: " in licence
