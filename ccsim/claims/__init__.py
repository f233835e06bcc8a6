"""Claims under test: a registry in our own words, an audit of quoted figures, and verdicts by simulation."""
