"""How it is asked in a browser: a planner enters an office, proposes changes, and sees before and after."""
