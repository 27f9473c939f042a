"""What moderators of a server see and decide: the audit log, reports, strikes, reviews. Knows no Discord."""
