"""Reads the lexicon when it is imported: by the server that the workers of `dyadwire tag` are forked from, once for all of them."""

import gc

from pipeline.tagging import tag_line

tag_line('{"text": ""}')
# What is read is never dropped, and a collection would write to the pages that the workers share.
gc.freeze()
