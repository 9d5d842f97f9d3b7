"""Lead, 20:59: land what works by 21:12 at the latest and stop all CPU work then; main gets its final gate at 21:12."""
STOP = (
