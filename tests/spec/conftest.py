"""What the specification's tests share: assertions in the rows' runner say what differs."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.spec.rows")
