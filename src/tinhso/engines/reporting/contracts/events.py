"""Topics of the outbox: news that upper floors may subscribe to (`trust.api.subscribe`). Messages are plain JSON."""

from __future__ import annotations

from typing import Final

SUBMITTED: Final = "reporting.submitted"  # {"assignment_id", "request_id", "number", "event_id"}
RETURNED: Final = "reporting.returned"  # {"assignment_ids", "request_id", "event_id"}
ACCEPTED: Final = "reporting.accepted"  # {"assignment_ids", "request_id", "event_id"}
CORRECTED: Final = "reporting.corrected"  # {"assignment_id", "request_id", "number", "event_id"}
CLAIM_DECIDED: Final = "reporting.claim_decided"  # {"assignment_id", "request_id", "event_id"}
SENT_UPWARD: Final = "reporting.sent_upward"  # {"assignment_id", "request_id", "event_id"}
LOCKED: Final = "reporting.locked"  # {"request_id", "locked", "event_id"}
MAIL: Final = "reporting.mail"  # {"mail_id"}
DISPUTED: Final = "reporting.disputed"  # {"assignment_id", "row_no", "indicator", "event_id"}

PASSKEY = "passkey"
"""Under which name the public part of an approval keeps the signature of a passkey."""
TABLE_TOLD = "table"
"""Under which name the event of a consolidation that was sent upward keeps the digest of what its table told."""
