"""Dates: those that feeds and pages declare, and those that stand in a text."""

from transforms.logic.dates.mentions import DateMention, find_dates
from transforms.logic.dates.stamps import parse_date

__all__ = ["DateMention", "find_dates", "parse_date"]
