"""Pictures for the demo, drawn with Pillow: a seeded scene and a caption that says what was asked for.

The same subject is always the same picture; another seed is another one. No model runs here.
"""

import io
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageFilter, ImageOps

from demo.look_alike.drawing.caption import add_caption
from demo.look_alike.drawing.light import Size, add_vignette
from demo.look_alike.drawing.palettes import PALETTES
from demo.look_alike.drawing.scenes import over_picture, scene_for

_LARGEST_CANVAS = 1344
_FRAMED = 7 / 8
"""Part of a sketch's sides that the given picture may take."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a picture is of: ``number`` counts the pictures of a prediction from 0, ``size`` is in pixels.

    ``given`` is the picture that came with the request; the whole of it stays visible in what is drawn.
    """

    prompt: str
    model: str
    seed: int
    number: int
    ratio: str
    size: Size
    given: bytes | None = None


def draw(subject: Subject) -> Image.Image:
    """Draw a subject. The prompt chooses scene and colours, the seed all else; takes some 0.3 s."""
    taste = Random(subject.prompt)
    scene, palette = scene_for(subject.prompt, taste), taste.choice(PALETTES)
    random = Random(f"{subject.model} {subject.prompt} {subject.seed} {subject.number}")
    canvas = _canvas(subject.size)
    if subject.given is None:
        picture = scene(canvas, palette, random)
    else:
        picture = over_picture(_whole(subject.given, canvas), palette, random)
    picture = add_vignette(picture).resize(subject.size, Image.Resampling.BICUBIC)
    seed = subject.seed + subject.number
    return add_caption(picture, subject.prompt, f"{subject.model}  ·  seed {seed}  ·  {subject.ratio}")


def sketch(subject: Subject) -> Image.Image:
    """Return one colour in the right size, as a dull frame around a picture that was given: quickly made."""
    random = Random(f"{subject.model} {subject.prompt} {subject.seed} {subject.number}")
    if subject.given is None:
        return Image.new("RGB", subject.size, _colour(random, 0, 256))
    frame = Image.new("RGB", subject.size, _colour(random, 90, 166))
    room = (max(1, int(subject.size[0] * _FRAMED)), max(1, int(subject.size[1] * _FRAMED)))
    return _centred(frame, ImageOps.contain(_opened(subject.given), room))


def _canvas(size: Size) -> Size:
    """Return the size to draw at: soft pictures lose nothing when they are enlarged."""
    scale = min(1.0, _LARGEST_CANVAS / max(size))
    return round(size[0] * scale), round(size[1] * scale)


def _colour(random: Random, darkest: int, end: int) -> tuple[int, int, int]:
    return random.randrange(darkest, end), random.randrange(darkest, end), random.randrange(darkest, end)


def _whole(given: bytes, size: Size) -> Image.Image:
    """Return all of a picture in another shape; what its own leaves free is filled with a blur of it."""
    picture = _opened(given)
    blur = ImageOps.fit(picture, size).filter(ImageFilter.GaussianBlur(max(size) / 40))
    return _centred(blur, ImageOps.contain(picture, size))


def _centred(ground: Image.Image, picture: Image.Image) -> Image.Image:
    ground.paste(picture, ((ground.width - picture.width) // 2, (ground.height - picture.height) // 2))
    return ground


def _opened(given: bytes) -> Image.Image:
    with Image.open(io.BytesIO(given)) as picture:
        return picture.convert("RGB")
