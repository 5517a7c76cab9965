"""Evaluation, agreement, prevalence, and their intervals."""
