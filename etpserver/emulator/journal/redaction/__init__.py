"""What is taken out of requests and answers before anybody can see them.

Passwords, keys, tokens and cookies become `***`. A biometric template, or a photo in text, keeps
its first characters and tells its length. Workbooks are not kept: their cells are packed. All of
it is pure and takes whatever a client may send.
"""
