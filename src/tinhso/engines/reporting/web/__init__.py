"""The officials' screens: today's work, the form, approval, consolidation, assigning."""
