"""Input and output behind Protocols: HTTP, clock, archive. No Beam."""
