"""The evening of a session: what an account holds, what its plan decides, and what is to be done for the next one."""
