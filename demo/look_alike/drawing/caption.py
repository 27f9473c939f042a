"""The strip at the foot of a picture: the prompt, and under it model, seed and aspect ratio.

Pillow's own font has no Cyrillic, so the text is set in the Noto Sans that comes with simcord's preview, which
the demo needs anyway; without it the picture has Pillow's font.
"""

import importlib.util
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

_FONTS = Path("preview", "static", "fonts")
_FACE = "noto-sans-latin-v2.015.ttf"
_HAN_FACE = "noto-sans-sc-v2.004.ttf"
_FIRST_HAN = "\u2e80"
_MOST_LINES = 2
_MOST_LETTERS = 400
_WHITE = (255, 255, 255)
_PALE = (222, 226, 236)


def add_caption(picture: Image.Image, prompt: str, line: str) -> Image.Image:
    """Return the picture with a caption over its foot."""
    width, height = picture.size
    em = max(11, round(min(width, height) / 26))
    margin = em
    big, small = _font(_face_for(prompt), em), _font(_FACE, round(em * 0.72))
    words = _wrapped(" ".join(prompt.split())[:_MOST_LETTERS], big, width - 2 * margin)
    top = height - margin - round(em * 1.15) - round(em * 1.35) * len(words)
    picture = _darkened(picture, top - 2 * em)
    pen = ImageDraw.Draw(picture)
    for number, text in enumerate(words):
        pen.text((margin, top + number * round(em * 1.35)), text, font=big, fill=_WHITE)
    pen.text((margin, height - margin - round(em * 0.85)), line, font=small, fill=_PALE)
    return picture


def _darkened(picture: Image.Image, top: int) -> Image.Image:
    """Return the picture with its foot fading into the dark, so that white letters stand out on any scene.

    It is blurred there, since a picture that was given may have a caption already.
    """
    width, height = picture.size
    top = max(0, top)
    foot = picture.crop((0, top, width, height)).filter(ImageFilter.GaussianBlur(height / 40))
    blurred = picture.copy()
    blurred.paste(foot, (0, top), _rising(foot.size, 3.0, 255))
    mask = Image.new("L", picture.size)
    mask.paste(_rising(foot.size, 1.15, 200), (0, top))
    return Image.composite(Image.new("RGB", picture.size, (6, 8, 18)), blurred, mask)


def _rising(size: tuple[int, int], steepness: float, most: int) -> Image.Image:
    """Return a mask that is clear at the top and rises downwards."""
    rise = [min(most, round(value * steepness)) for value in range(256)]
    return Image.linear_gradient("L").point(rise).resize(size)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """Break a text into at most two lines; what does not fit ends with an ellipsis."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    kept = lines[:_MOST_LINES]
    if len(lines) > _MOST_LINES:
        kept[-1] += "…"
    return [_shortened(kept_line, font, room) for kept_line in kept]


def _shortened(text: str, font: ImageFont.FreeTypeFont, room: int) -> str:
    while font.getlength(text) > room:
        text = text[:-2] + "…"
    return text


def _face_for(text: str) -> str:
    return _HAN_FACE if any(letter >= _FIRST_HAN for letter in text) else _FACE


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    spec = importlib.util.find_spec("simcord")
    if spec is not None and spec.origin is not None:
        path = Path(spec.origin).parent / _FONTS / face
        if path.is_file():
            return ImageFont.truetype(path, size)
    fallback = ImageFont.load_default(size)
    assert isinstance(fallback, ImageFont.FreeTypeFont)
    return fallback
