"""Feeds: what a document lists, when to ask again, and the list of feeds itself."""

from transforms.logic.feeds.feed_list import Problem, read_feed_list
from transforms.logic.feeds.model import ParsedFeed
from transforms.logic.feeds.parse import parse_feed

__all__ = ["ParsedFeed", "Problem", "parse_feed", "read_feed_list"]
