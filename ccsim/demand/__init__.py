"""From a scenario to one replication's tape: everything random about contacts is drawn here, by inversion."""
