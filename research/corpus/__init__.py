"""Sentences that people have labelled."""
