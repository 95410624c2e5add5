"""What a run leaves behind: tables with schemas, identities that hold in them, folders on disk."""
