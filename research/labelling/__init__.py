"""From documents to labelled sentences and theme distributions on disk."""
