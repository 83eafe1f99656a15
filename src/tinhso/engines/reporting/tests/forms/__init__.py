"""Forms, rules and regimes: drawn, packaged, read from annexes, printed blank."""
