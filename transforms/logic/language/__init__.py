"""Which language a text is in, of the sixteen versions and beyond."""

from transforms.logic.language.identify import Language, identify

__all__ = ["Language", "identify"]
