"""Labelled sentences: reading, sampling, coding tasks, and exchange with other tools."""
