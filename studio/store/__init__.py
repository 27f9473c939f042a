"""Where jobs, money and undelivered pictures are kept; the only place with SQL."""

from studio.store.errors import StoreRefused
from studio.store.money import Spending
from studio.store.shelf import Shelf
from studio.store.store import Store

__all__ = ["Shelf", "Spending", "Store", "StoreRefused"]
