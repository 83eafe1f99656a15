"""The units of a question: who counts towards whom, who reports, in every structure and period."""
