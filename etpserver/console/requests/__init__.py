"""The journal: requests, and what can be made of one."""
