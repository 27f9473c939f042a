"""What shows at a glance who came first: a numbered disc on a picture, and a ring around the best."""

from PIL import Image

from studio.sheets import look
from studio.sheets.faces import Weight
from studio.sheets.framing import rounded
from studio.sheets.layout import Box
from studio.sheets.writing import Colour, Line, Script, write_centred


def draw_medal(sheet: Image.Image, rank: int, picture: Box, *, size: int) -> None:
    """Draw a rank into the corner of a picture that is drawn already."""
    left, top = picture.left + size // 4, picture.top + size // 4
    sheet.paste(look.MEDALS.get(rank, look.NO_MEDAL), (left, top), rounded((size, size), size // 2))
    number = Line(str(rank), Script(Weight.STRONG, size * 55 // 100, look.BACKGROUND))
    write_centred(sheet, number, middle=(left + size // 2, top + size // 2))


def draw_ring(sheet: Image.Image, rank: int, picture: Box) -> None:
    """Draw a ring around the place of a picture that is not drawn yet."""
    _fill(sheet, picture, look.RING_GAP + look.RING, look.MEDALS.get(rank, look.NO_MEDAL))
    _fill(sheet, picture, look.RING_GAP, look.BACKGROUND)


def _fill(sheet: Image.Image, box: Box, beyond: int, colour: Colour) -> None:
    size = (box.width + 2 * beyond, box.height + 2 * beyond)
    sheet.paste(colour, (box.left - beyond, box.top - beyond), rounded(size, look.CORNER + beyond))
