"""The bus: what flows between the rooms, and how.

`events` are the things that travel, `codec` turns them into bytes and back, `topics` names the topics, `interface` is the
contract of a transport, `connect` opens one of the two transports, `embedded` and `kafka`; `dead_letters` keeps what failed.
"""
