"""Who is there: from scheduled agents to headcounts on duty and paid time."""
