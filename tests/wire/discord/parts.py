"""Pieces that messages and forms are made of, as JSON: what a test hands to the API, or lets another bot say."""

from tests.wire.discord.world import Flag, Payload


def text(content: str) -> Payload:
    """A text display."""
    return {"type": 10, "content": content}


def row(*buttons: Payload) -> Payload:
    """An action row."""
    return {"type": 1, "components": list(buttons)}


def button(label: str = "Press", custom_id: str = "x", **more: object) -> Payload:
    """A button."""
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id, **more}


def gallery(*urls: str, **more: object) -> Payload:
    """A media gallery; ``attachment://`` means a file of the message."""
    return {"type": 12, "items": [{"media": {"url": url}, **more} for url in urls]}


def v2(*components: Payload) -> Payload:
    """The body of a message that is made of components."""
    return {"flags": int(Flag.COMPONENTS_V2), "components": list(components)}


def embed(*, image: str | None = None, thumbnail: str | None = None, **more: object) -> Payload:
    """An embed; ``attachment://`` means a file of the message."""
    shown = {"image": image, "thumbnail": thumbnail}
    return {**more, **{key: {"url": url} for key, url in shown.items() if url is not None}}


def select(custom_id: str, *values: str, **more: object) -> Payload:
    """A menu that offers ``values``."""
    return {"type": 3, "custom_id": custom_id, "options": [{"label": v, "value": v} for v in values], **more}


def label(words: str, component: Payload, **more: object) -> Payload:
    """A label of a form with what stands in it."""
    return {"type": 18, "label": words, "component": component, **more}


def text_input(custom_id: str, **more: object) -> Payload:
    """A text field of a form."""
    return {"type": 4, "style": 1, "custom_id": custom_id, **more}


def form(*components: Payload, title: str = "Edit picture", custom_id: str = "form") -> Payload:
    """A form."""
    return {"title": title, "custom_id": custom_id, "components": list(components)}
