"""A room for each family of models: from a case's parameters to a scenario, from its quantities to checks."""
