"""Will the account be thrown out: thousands of made-up histories through the whole account."""
