"""How large the pictures of each model are, in pixels (docs/flux.md). Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

from flux.catalogue import Input, Model

Size: TypeAlias = tuple[int, int]
"""Width and height in pixels."""

_BY_RATIO: Mapping[str, Size] = MappingProxyType(
    {
        "1:1": (1024, 1024),
        "16:9": (1344, 768),
        "21:9": (1536, 640),
        "3:2": (1216, 832),
        "2:3": (832, 1216),
        "4:5": (896, 1088),
        "5:4": (1088, 896),
        "3:4": (896, 1152),
        "4:3": (1152, 896),
        "9:16": (768, 1344),
        "9:21": (640, 1536),
        "2:1": (1456, 720),
        "1:2": (720, 1456),
    }
)
_KONTEXT_WIDTHS: Mapping[int, int] = MappingProxyType(
    {672: 1568, 688: 1504, 720: 1456, 752: 1392, 800: 1328, 832: 1248, 880: 1184, 944: 1104, 1024: 1024}
)
_KONTEXT_SIZES = tuple(_KONTEXT_WIDTHS.items()) + tuple((high, wide) for wide, high in _KONTEXT_WIDTHS.items())
_LONGEST_IMG2IMG = 1440


def picture_size(model: Model, sent: Input, given: Size | None) -> Size:
    """Return the size of a model's pictures; ``given`` is the size of the picture that came with the request."""
    ratio = str(sent.get("aspect_ratio", model.fields["aspect_ratio"].default))
    if ratio == "custom":
        return _multiple(int(sent.get("width", 1024)), 32), _multiple(int(sent.get("height", 1024)), 32)
    if model.picture_field == "image" and given is not None:
        return _at_most(given, _LONGEST_IMG2IMG)
    if ratio == "match_input_image":
        return _nearest_kontext(given or (1, 1))
    width, height = _BY_RATIO[ratio]
    # Ultra makes four megapixels where the others make one.
    if "raw" in model.fields:
        return width * 2, height * 2
    if str(sent.get("megapixels", "1")) == "0.25" and "megapixels" in model.fields:
        return width // 2, height // 2
    return width, height


def _multiple(side: int, step: int) -> int:
    return max(step, round(side / step) * step)


def _at_most(size: Size, longest: int) -> Size:
    scale = min(1.0, longest / max(size))
    return _multiple(int(size[0] * scale), 16), _multiple(int(size[1] * scale), 16)


def _nearest_kontext(given: Size) -> Size:
    wanted = given[0] / given[1]
    return min(_KONTEXT_SIZES, key=lambda size: abs(size[0] / size[1] - wanted))
