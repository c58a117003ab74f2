"""Pure functions: no Beam, no network, no clock."""
