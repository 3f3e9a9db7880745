"""What terminals send, as values: pure functions of bytes that know nothing of Django.

Nothing in here raises on any input, except `tgz.unpack`. What cannot be read comes out as
`records.Rejected`, so that each line that holds anything is a record or a rejection, once.
"""
