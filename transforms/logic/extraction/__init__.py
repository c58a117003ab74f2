"""Extraction: from a page's bytes to the story it holds."""

from __future__ import annotations

from transforms.logic.extraction.page import ExtractionError, extract

__all__ = ["ExtractionError", "extract"]
