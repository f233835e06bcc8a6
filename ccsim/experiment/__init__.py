"""Replications, intervals and everything computed from several runs."""
