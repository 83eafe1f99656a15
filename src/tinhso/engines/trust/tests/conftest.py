from tinhso.engines.trust.testing import let_tests_flush

let_tests_flush()
