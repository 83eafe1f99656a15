"""Assigning a report and what follows it: deadlines, changes, reminders, colleagues."""
