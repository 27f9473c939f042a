"""What the demo can draw: hills, a lake, planets, silk; and light over a picture that was given."""

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from demo.look_alike.drawing.light import Size, clouds, disc, glow, mesh, stars, vertical
from demo.look_alike.drawing.palettes import Palette, mix

Scene: TypeAlias = Callable[[Size, Palette, Random], Image.Image]
Point: TypeAlias = tuple[float, float]

_RIDGES = 6
_RIBBONS = 9
_SHORE = 0.66


def hills(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Draw ridges that fade into the haze under a low sun."""
    picture = _sky(size, palette, random)
    for number in range(_RIDGES):
        nearness = number / (_RIDGES - 1)
        line = _ridge(size, 0.5 + 0.36 * nearness, 0.1 + 0.05 * nearness, random)
        if number == _RIDGES - 1:
            line = _with_firs(line, size, random)
        _add_ridge(picture, line, palette, nearness)
    return picture


def lake(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Draw hills that look at themselves in still water."""
    width, height = size
    shore = round(height * _SHORE)
    above = hills((width, shore), palette, random)
    water = ImageOps.flip(above).resize((width, height - shore))
    water = water.filter(ImageFilter.GaussianBlur(width / 400))
    water = Image.blend(water, Image.new("RGB", water.size, palette.near), 0.22)
    picture = Image.new("RGB", size)
    picture.paste(above, (0, 0))
    picture.paste(water, (0, shore))
    _add_ripples(picture, shore, palette, random)
    return picture


def planets(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Draw worlds in a starry nebula."""
    width, height = size
    night = [mix(shade, palette.near, 0.8) for shade in palette.sky[:3]]
    picture = vertical(size, night)
    _add_milky_way(picture, palette, random)
    for _ in range(3):
        stars(picture, random, lowest=1.0)
    reach = min(size)
    sizes = sorted((random.uniform(0.05, 0.13), random.uniform(0.09, 0.17), random.uniform(0.24, 0.36)))
    for number, share in enumerate(sizes):
        centre = (
            width * (0.14 + 0.36 * ((number + random.random() * 0.6) % 3)),
            height * random.uniform(0.2, 0.66),
        )
        _add_planet(picture, centre, reach * share, palette, random)
    return picture


def silk(size: Size, palette: Palette, random: Random) -> Image.Image:
    """Draw ribbons of light that wave across the picture."""
    width, height = size
    picture = mesh(size, palette.sky, random)
    for number in range(_RIBBONS):
        middle = (number + 0.5 + random.uniform(-0.4, 0.4)) / _RIBBONS
        top = _wave(size, middle, 0.16, random)
        breadth = height * random.uniform(0.08, 0.2)
        bottom = [(x, y + breadth) for x, y in _wave(size, middle, 0.16, random)]
        shine = mix(random.choice(palette.sky), palette.sun, random.uniform(0.1, 0.5))
        fill = vertical(size, (shine, random.choice(palette.sky)))
        mask = _mask(size, [*top, *reversed(bottom)]).point([value * 150 // 255 for value in range(256)])
        picture.paste(fill, (0, 0), mask.filter(ImageFilter.GaussianBlur(width / random.choice((60, 300, 900)))))
    glow(picture, (width * random.random(), height * 0.2), width * 0.6, palette.sun, 0.45)
    return picture


SCENES: Sequence[Scene] = (hills, lake, planets, silk)

_HINTS: Sequence[tuple[Scene, Sequence[str]]] = (
    (planets, ("space", "star", "planet", "moon", "galax", "космос", "звёзд", "звезд", "планет", "лун")),
    (lake, ("lake", "sea", "boat", "ship", "water", "river", "lighthouse", "озер", "море", "лодк", "вод", "рек")),
    (hills, ("hill", "mountain", "forest", "tree", "fox", "snow", "valley", "гор", "лес", "лис", "снег", "холм")),
)


def scene_for(prompt: str, random: Random) -> Scene:
    """Choose a scene that goes with a prompt; where no word of it says anything, any."""
    words = prompt.casefold().split()
    for scene, hints in _HINTS:
        if any(word.startswith(hint) for word in words for hint in hints):
            return scene
    return random.choice(SCENES)


def over_picture(given: Image.Image, palette: Palette, random: Random) -> Image.Image:
    """Draw new light over a picture that was given: it stays what it is, and looks edited."""
    width, height = given.size
    graded = ImageEnhance.Contrast(given).enhance(1.08)
    tint = vertical(given.size, (palette.sky[1], palette.sky[-2], palette.sun))
    picture = Image.blend(graded, tint, 0.3)
    for _ in range(9):
        centre = (width * random.random(), height * random.random())
        glow(picture, centre, width * random.uniform(0.03, 0.22), palette.sun, random.uniform(0.2, 0.6))
    stars(picture, random, lowest=1.0)
    return picture


def _sky(size: Size, palette: Palette, random: Random) -> Image.Image:
    width, height = size
    horizon = round(height * 0.62)
    picture = Image.new("RGB", size, palette.sky[-1])
    picture.paste(vertical((width, horizon), palette.sky), (0, 0))
    if palette.starry:
        stars(picture, random, lowest=0.45)
    sun = (width * random.uniform(0.2, 0.8), height * random.uniform(0.26, 0.46))
    glow(picture, sun, width * 0.55, palette.sun, 0.55)
    disc(picture, sun, min(size) * random.uniform(0.05, 0.09), palette.sun)
    picture.paste(palette.sky[-1], (0, 0), clouds(size, random))
    return picture


def _ridge(size: Size, height_at: float, roughness: float, random: Random) -> list[Point]:
    """Return the crest of a ridge from left to right: waves of falling size."""
    width, height = size
    waves = [
        (random.uniform(0.6, 1.4) * 1.9**n, random.uniform(0, math.tau), roughness / 1.75**n) for n in range(7)
    ]
    points = []
    for x in range(0, width + 4, 4):
        rise = sum(weight * math.sin(math.tau * pace * x / width + phase) for pace, phase, weight in waves)
        points.append((float(x), height * (height_at + rise / 2)))
    return points


def _with_firs(crest: Sequence[Point], size: Size, random: Random) -> list[Point]:
    line: list[Point] = []
    for x, y in crest:
        line.append((x, y))
        if random.random() < 0.5:
            tall = size[1] * random.uniform(0.012, 0.05)
            line += [(x + 1, y), (x + 1 + tall * 0.18, y - tall), (x + 1 + tall * 0.36, y)]
    return line


def _add_ridge(picture: Image.Image, crest: Sequence[Point], palette: Palette, nearness: float) -> None:
    size = picture.size
    haze = palette.sky[-2]
    top = mix(haze, palette.near, 0.22 + 0.78 * nearness)
    highest = max(0, round(min(y for _, y in crest)))
    fill = Image.new("RGB", size, top)
    fall = max(2, size[1] - highest)
    fill.paste(vertical((size[0], fall), (top, mix(top, haze, 0.55 * (1 - nearness)))), (0, highest))
    picture.paste(fill, (0, 0), _mask(size, [*crest, (size[0], size[1]), (0, size[1])]))


def _add_ripples(picture: Image.Image, shore: int, palette: Palette, random: Random) -> None:
    width, height = picture.size
    layer = Image.new("L", picture.size)
    pen = ImageDraw.Draw(layer)
    for _ in range(90):
        depth = random.random() ** 1.6
        y = shore + depth * (height - shore)
        x = random.random() * width
        length = width * (0.02 + 0.12 * depth) * random.random()
        pen.line((x - length, y, x + length, y), fill=random.randrange(20, 90), width=1 + round(2 * depth))
    picture.paste(palette.sun, (0, 0), layer.filter(ImageFilter.GaussianBlur(1)))


def _add_planet(picture: Image.Image, centre: Point, radius: float, palette: Palette, random: Random) -> None:
    side = max(8, round(radius * 2))
    bands = [random.choice(palette.sky) for _ in range(random.randrange(3, 9))]
    world = vertical((side, side), bands).rotate(random.uniform(-30, 30), Image.Resampling.BICUBIC, expand=False)
    world = Image.blend(world, mesh((side, side), palette.sky, random), 0.5)
    light = Image.radial_gradient("L").point([255 - min(255, value * 255 // 190) for value in range(256)])
    shade = Image.new("L", (side, side))
    shade.paste(light.resize((side * 2, side * 2)), (-side * 3 // 4, -side * 3 // 4))
    world = Image.composite(world, Image.new("RGB", (side, side), mix(palette.near, (0, 0, 0), 0.4)), shade)
    round_mask = Image.new("L", (side * 2, side * 2))
    ImageDraw.Draw(round_mask).ellipse((0, 0, side * 2 - 1, side * 2 - 1), fill=255)
    glow(picture, centre, radius * 1.5, palette.sky[-2], 0.5)
    corner = (round(centre[0] - radius), round(centre[1] - radius))
    picture.paste(world, corner, round_mask.resize((side, side), Image.Resampling.LANCZOS))


def _add_milky_way(picture: Image.Image, palette: Palette, random: Random) -> None:
    width, height = picture.size
    slope, start = random.uniform(-0.7, 0.7), random.uniform(0.25, 0.75)
    for _ in range(70):
        x = random.random()
        y = start + slope * (x - 0.5) + random.gauss(0, 0.07)
        tint = random.choice(palette.sky[1:4])
        glow(picture, (x * width, y * height), width * random.uniform(0.05, 0.16), tint, random.uniform(0.04, 0.2))


def _wave(size: Size, middle: float, swing: float, random: Random) -> list[Point]:
    width, height = size
    pace, phase = random.uniform(0.5, 1.3), random.uniform(0, math.tau)
    second = random.uniform(1.2, 2.6)
    return [
        (
            float(x),
            height
            * (
                middle
                + swing * math.sin(math.tau * pace * x / width + phase)
                + swing / 3 * math.sin(math.tau * second * x / width + phase * 2)
            ),
        )
        for x in range(-8, width + 16, 8)
    ]


def _mask(size: Size, outline: Sequence[Point]) -> Image.Image:
    """Return a shape as a mask with smooth edges."""
    large = Image.new("L", (size[0] * 2, size[1] * 2))
    ImageDraw.Draw(large).polygon([(x * 2, y * 2) for x, y in outline], fill=255)
    return large.resize(size, Image.Resampling.BOX)
