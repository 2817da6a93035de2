"""What stands before every route: headers for browsers, rates, alarms, whose page sent a form, the way back."""
