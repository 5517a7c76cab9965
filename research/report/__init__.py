"""Figures, pages and the reviewer, from tables that other modules computed."""
