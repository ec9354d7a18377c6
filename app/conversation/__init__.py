"""Many turns: follow-ups, each answered on its own."""
