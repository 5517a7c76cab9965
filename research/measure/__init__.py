"""How good, how much, how sure."""
