"""What the assistant itself keeps: drafts."""
