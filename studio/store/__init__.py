"""Where jobs, money and undelivered pictures are kept; the only place with SQL."""

from studio.store.errors import NotOurs, StoreRefused, StoreUnavailable
from studio.store.money import Spending
from studio.store.shelf import FolderShelf, Shelf, ShelfLimits
from studio.store.store import Store

__all__ = [
    "FolderShelf",
    "NotOurs",
    "Shelf",
    "ShelfLimits",
    "Spending",
    "Store",
    "StoreRefused",
    "StoreUnavailable",
]
