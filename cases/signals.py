"""What apps above are told of an accompaniment, in the transaction that writes it; what they refuse, it refuses.

Each is sent with `case` and `by`, the `Acting` member. Receivers act in her own name.
"""

from django.dispatch import Signal

#: The household adhered: its accompaniment is engaged.
engaged = Signal()
#: The accompaniment is about to end: what is written of it still may be.
ending = Signal()
