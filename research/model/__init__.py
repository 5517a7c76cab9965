"""From sentences to domains."""
