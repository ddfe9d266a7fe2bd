"""What there is: the agency, its line of command, its calendars."""
