"""Methods that Palier does not serve."""

import pytest
from django.test import Client


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
@pytest.mark.parametrize("address", ["/", "/healthz", "/compte/login/", "/nulle-part/"])
def test_they_are_refused_whatever_stands_there(method, address):
    answer = getattr(Client(), method)(address)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, POST")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
