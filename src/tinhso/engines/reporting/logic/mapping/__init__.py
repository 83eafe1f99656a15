"""Figures out of other people's workbooks: find each figure, say whose, when and what it is, import all or nothing."""
