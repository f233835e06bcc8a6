"""Cases with known answers, simulated from scenario to measure, and how far off ccsim is: `ccsim verify`."""
