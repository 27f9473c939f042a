"""The demo's pictures: the same seed draws the same picture, and what was asked for can be read off it."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image, ImageChops, ImageStat

from demo.look_alike.drawing import Subject, draw, sketch
from demo.look_alike.drawing.caption import add_caption
from demo.look_alike.drawing.scenes import SCENES
from tests.colours import stripes

FOX = Subject(prompt="a fox", model="flux-schnell", seed=7, number=0, ratio="3:2", size=(300, 200))
LETTERS = (0, 160, 300, 200)
FAINT = 16
"""How far apart two greys may be that nobody tells apart."""


def _differ(first: Image.Image, second: Image.Image) -> bool:
    return ImageChops.difference(first, second).getbbox() is not None


@pytest.mark.parametrize("paint", [draw, sketch])
def test_the_same_subject_is_the_same_picture(paint: object) -> None:
    assert callable(paint)
    assert not _differ(paint(FOX), paint(FOX))


@pytest.mark.parametrize("paint", [draw, sketch])
@pytest.mark.parametrize(
    "other", [replace(FOX, seed=8), replace(FOX, number=1), replace(FOX, prompt="a bear")], ids=str
)
def test_another_subject_is_another_picture(paint: object, other: Subject) -> None:
    assert callable(paint)
    assert _differ(paint(FOX), paint(other))


@pytest.mark.parametrize("size", [(64, 48), (1024, 1024), (640, 1536), (3072, 1280)])
def test_a_picture_has_the_size_that_was_asked_for(size: tuple[int, int]) -> None:
    assert draw(replace(FOX, size=size)).size == size


def test_prompts_choose_among_all_scenes() -> None:
    def brightness(number: int) -> float:
        return ImageStat.Stat(draw(replace(FOX, prompt=f"prompt {number}", size=(96, 64)))).mean[0]

    assert len({round(brightness(number)) for number in range(12)}) > len(SCENES)


@pytest.mark.parametrize(
    "other", [replace(FOX, model="flux-dev"), replace(FOX, ratio="2:3")], ids=["model", "ratio"]
)
def test_model_and_ratio_can_be_read(other: Subject) -> None:
    assert _differ(draw(FOX).crop(LETTERS), draw(other).crop(LETTERS))


def test_cyrillic_letters_are_letters_and_not_boxes() -> None:
    first, second = draw(replace(FOX, prompt="жук")), draw(replace(FOX, prompt="жук"))
    assert not _differ(first, second)
    from demo.look_alike.drawing import caption

    font = caption._font(caption._FACE, 24)
    assert font.getmask("ж").getbbox() is not None
    assert bytes(font.getmask("ж")) != bytes(font.getmask("ы"))


@pytest.mark.parametrize("prompt", ["", "x" * 5000, "слово " * 500, "одно\nдва", "狐狸 in the snow", "🦊"])
def test_no_prompt_is_too_strange_for_the_caption(prompt: str) -> None:
    assert draw(replace(FOX, prompt=prompt)).size == FOX.size


@pytest.mark.parametrize("size", [(1392, 752), (752, 1392), (1024, 1024)])
@pytest.mark.parametrize("prompt", ["make it snow", "add a fox", "as a drawing"])
def test_of_several_pictures_each_can_be_told_by_its_place(prompt: str, size: tuple[int, int]) -> None:
    picture = draw(replace(FOX, prompt=prompt, size=size, given=striped("red", "lime", "blue")))
    third, height = picture.width // 3, picture.height
    parts = [picture.crop((third * n, height * 2 // 5, third * (n + 1), height * 3 // 5)) for n in range(3)]
    means = [ImageStat.Stat(part).mean for part in parts]
    assert [max(range(3), key=mean.__getitem__) for mean in means] == [0, 1, 2]


@pytest.mark.parametrize("size", [(1392, 752), (752, 1392), (1024, 1024)])
@pytest.mark.parametrize("colours", [("red",), ("blue", "red"), ("red", "lime", "blue", "yellow")])
@pytest.mark.parametrize("seed", range(3))
def test_a_sketch_shows_what_was_given_and_nothing_like_it(
    seed: int, colours: tuple[str, ...], size: tuple[int, int]
) -> None:
    made = io.BytesIO()
    sketch(replace(FOX, seed=seed, size=size, given=striped(*colours))).save(made, "JPEG")
    assert stripes(made.getvalue()) == list(colours)


@pytest.mark.parametrize("paint", [draw, sketch])
def test_a_given_picture_does_not_make_all_pictures_the_same(paint: Callable[[Subject], Image.Image]) -> None:
    subject = replace(FOX, given=striped("teal"))
    assert _differ(paint(subject), paint(replace(subject, seed=8)))


def test_the_caption_of_a_given_picture_is_not_seen_through_the_new_one() -> None:
    size = (1024, 1024)

    def edited(caption: str) -> Image.Image:
        given = io.BytesIO()
        add_caption(Image.new("RGB", size, "grey"), caption, "").save(given, "PNG")
        return draw(replace(FOX, size=size, given=given.getvalue()))

    difference = ImageChops.difference(edited("a bear"), edited("two cats")).convert("L")
    assert ImageStat.Stat(difference).extrema[0][1] < FAINT


def striped(*colours: str) -> bytes:
    picture = Image.new("RGB", (100 * len(colours), 100))
    for number, colour in enumerate(colours):
        picture.paste(colour, (100 * number, 0, 100 * number + 100, 100))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


def test_a_given_picture_stays_visible() -> None:
    def given(left: str, right: str) -> bytes:
        image = Image.new("RGB", (300, 200), left)
        image.paste(right, (150, 0, 300, 200))
        buffer = io.BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()

    picture = draw(replace(FOX, given=given("black", "white"))).crop((0, 0, 300, 120))
    left, right = picture.crop((0, 0, 140, 120)), picture.crop((160, 0, 300, 120))
    assert ImageStat.Stat(right.convert("L")).mean[0] > ImageStat.Stat(left.convert("L")).mean[0] + 60
