"""What the assistant itself keeps: results, drafts, conversations, feedback, keys."""
