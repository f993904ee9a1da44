"""What templates can say: the day in links, GOV.UK form fields."""
