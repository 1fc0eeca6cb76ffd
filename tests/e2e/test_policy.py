"""The browser's policy: every screen of this folder is looked at for refusals; here, that one would be seen."""

import pytest

pytestmark = pytest.mark.browser
#: What an injection would try, and the rule that must stop it.
ATTEMPTS = {
    "script-src": "s = document.createElement('script'); s.textContent = 'window.taken = 1'; document.body.append(s)",
    "style-src": "s = document.createElement('style'); s.textContent = 'body { color: red }'; document.body.append(s)",
    "img-src": "s = document.createElement('img'); s.src = 'https://evil.example/x.png'; document.body.append(s)",
    "connect-src": "fetch('https://evil.example/').catch(() => {})",
    "frame-src": "s = document.createElement('iframe'); s.src = 'https://evil.example/'; document.body.append(s)",
    "form-action": "s = document.createElement('form'); s.action = 'https://evil.example/'; document.body.append(s); s.submit()",
    "base-uri": "s = document.createElement('base'); s.href = 'https://evil.example/'; document.head.append(s)",
}


@pytest.mark.parametrize("rule", ATTEMPTS)
def test_what_the_policy_refuses_is_refused_and_seen(visit, rule):
    ines = visit("Inès")
    assert ines.complaints == []
    ines.page.evaluate(f"() => {{ let s; {ATTEMPTS[rule]}; }}")
    ines.page.wait_for_timeout(300)
    assert any("refused by the policy" in complaint and rule in complaint for complaint in ines.complaints)
    assert ines.page.evaluate("window.taken") is None
    ines.complaints.clear()
