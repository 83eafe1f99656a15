"""Checks the whole log and everything derived from it: which row is bad, and what is wrong with it."""

from tinhso.engines.trust.logic.verifying.whole_log import register_projection_check, verify_log

__all__ = ["register_projection_check", "verify_log"]
