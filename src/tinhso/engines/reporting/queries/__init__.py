"""Named reads of regimes, requests, assignments, drafts and people, one file a subject."""
