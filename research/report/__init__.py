"""For people who would rather look than read."""
