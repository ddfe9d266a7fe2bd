"""What the dashboard must reach, as somebody at a browser meets it: `make load`."""
