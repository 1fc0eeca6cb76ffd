"""Calculations of the law and of the trade, without a row: amounts in cents, days, and the lines that made the answer."""
