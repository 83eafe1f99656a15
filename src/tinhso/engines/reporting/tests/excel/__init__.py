"""Forms that leave as workbooks and come back."""
