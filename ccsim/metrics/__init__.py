"""Run logs to integer sums, and the registry that says which sums make a KPI."""
