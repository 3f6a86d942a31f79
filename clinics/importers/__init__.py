"""Reading published registers: readers yield clean records and doubts, one writer stores them."""
