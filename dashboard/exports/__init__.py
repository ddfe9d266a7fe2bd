"""What leaves the dashboard: pictures, tables, texts for documents."""
