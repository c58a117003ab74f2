"""The tagger: who deals with whom on what, with the words that prove it."""
