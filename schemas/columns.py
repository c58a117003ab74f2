"""How a dataclass field becomes a documented table column."""

from __future__ import annotations

import dataclasses
from typing import Any

MAX_DESCRIPTION = 1024  # BigQuery refuses longer column descriptions.


def column(description: str, **options: Any) -> Any:
    """Declare a dataclass field as a table column.

    Args:
        description: What the column means, its unit and its source; 1 to 1,024 characters.
        **options: Passed to :func:`dataclasses.field` (``default``, ``default_factory``).

    Returns:
        A dataclass field that carries the description in its metadata.

    Raises:
        ValueError: The description is empty or longer than BigQuery stores.

    >>> column("ISO 3166-1 alpha-3.").metadata["description"]
    'ISO 3166-1 alpha-3.'
    """
    if not 0 < len(description) <= MAX_DESCRIPTION:
        raise ValueError(f"a column description has 1 to {MAX_DESCRIPTION} characters: {description!r}")
    return dataclasses.field(metadata={"description": description}, **options)
