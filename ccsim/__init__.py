"""ccsim: a discrete-event contact-centre simulator that tests claims instead of believing them."""

__version__ = "0.1.0"
