"""The stages of the graph, each a typed composite over a pure function."""
