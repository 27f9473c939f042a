"""Pictures made of pictures: contact sheets and winners' pictures, as JPEG files. Pure; run it in threads."""

from studio.sheets.drawing import MOST_TILES, Place, Tile, contact_sheet, pages, winners
from studio.sheets.writing import is_legible

__all__ = ["MOST_TILES", "Place", "Tile", "contact_sheet", "is_legible", "pages", "winners"]
