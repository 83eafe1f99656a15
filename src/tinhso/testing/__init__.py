"""What the tests of several floors share; the product never imports it."""
