"""A form as a workbook: written in the official layout with hidden identities, read back by them."""
