"""What a person writes: one file per YAML block, validated and frozen; load.py knows files, lines and sources."""
