"""Pictures for the demo, drawn with Pillow: a seeded scene and a caption that says what was asked for.

The same subject is always the same picture; another seed is another one. No model runs here.
"""

import io
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageOps

from demo.look_alike.drawing.caption import add_caption
from demo.look_alike.drawing.light import Size, add_vignette
from demo.look_alike.drawing.palettes import PALETTES
from demo.look_alike.drawing.scenes import over_picture, scene_for

_LARGEST_CANVAS = 1344


@dataclass(frozen=True, slots=True)
class Subject:
    """What a picture is of: ``number`` counts the pictures of a prediction from 0, ``size`` is in pixels.

    ``given`` is the picture that came with the request; it stays visible in what is drawn.
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
        picture = over_picture(_fitted(subject.given, canvas), palette, random)
    picture = add_vignette(picture).resize(subject.size, Image.Resampling.BICUBIC)
    seed = subject.seed + subject.number
    return add_caption(picture, subject.prompt, f"{subject.model}  ·  seed {seed}  ·  {subject.ratio}")


def sketch(subject: Subject) -> Image.Image:
    """Return one colour in the right size: a picture for those who look at none."""
    random = Random(f"{subject.model} {subject.prompt} {subject.seed} {subject.number}")
    return Image.new("RGB", subject.size, (random.randrange(256), random.randrange(256), random.randrange(256)))


def _canvas(size: Size) -> Size:
    """Return the size to draw at: soft pictures lose nothing when they are enlarged."""
    scale = min(1.0, _LARGEST_CANVAS / max(size))
    return round(size[0] * scale), round(size[1] * scale)


def _fitted(given: bytes, size: Size) -> Image.Image:
    with Image.open(io.BytesIO(given)) as image:
        return ImageOps.fit(image.convert("RGB"), size)
