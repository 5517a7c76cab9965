"""Documents to rows on disk."""
