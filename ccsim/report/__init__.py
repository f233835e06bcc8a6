"""What people look at: words, numbers, tables, figures and the report."""
