"""Closed forms and small Markov chains: what the simulator must agree with, and planners' quick calculators."""
