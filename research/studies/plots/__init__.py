"""Figures of the studies, a module for each; they plot the tables that the studies compute."""
