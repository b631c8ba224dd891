"""Figures, the report on a run, its model card, and the page of one document."""
