"""The model without an engine: times, events, inputs, log and business rules; knows neither YAML nor SimPy."""
