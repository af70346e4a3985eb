"""What lies between a tool's words and the database that keeps them."""

import json

from hypothesis import given
from hypothesis import strategies as st

from apps.tools.toolhost.protocol import without_nul


@given(text=st.text(alphabet='\0\\u0"a', max_size=12))
def test_only_nul_is_replaced_however_it_is_surrounded(text: str) -> None:
    assert json.loads(without_nul(json.dumps(text).encode())) == text.replace("\0", "\ufffd")
