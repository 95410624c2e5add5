"""The paper journal: a plan that is followed session by session, kept so that every later edit is found."""
