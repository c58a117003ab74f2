"""The sample wire: made-up stories in every language, served over HTTP on loopback."""
