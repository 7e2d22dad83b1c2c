"""The benchmark: every claim is a ratio within one run, since machines differ."""
