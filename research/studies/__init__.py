"""The maintainers' own measurements."""
