"""The icons of the console: outlines on a grid of 24, drawn by us."""

ICONS = {
    "overview": '<path d="M4 13h7V4H4zM13 20h7v-9h-7zM13 4v4h7V4zM4 20h7v-4H4z"/>',
    "terminals": (
        '<rect x="6" y="3" width="12" height="18" rx="2"/><path d="M9 7h6v5H9zM10 16h4"/>'
    ),
    "people": (
        '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c0-3.5 3-6 6.5-6s6.5 2.5 6.5 '
        '6"/><path d="M16 5.2a3 3 0 0 1 0 5.6M18 14.5c2.2.8 3.5 2.9 3.5 5.5"/>'
    ),
    "punches": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5l3.5 2"/>',
    "unregistered": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M9.8 9.5a2.3 2.3 0 1 1 3.4 2c-.8.5-1.2 '
        '1-1.2 2M12 16.5v.3"/>'
    ),
    "requests": '<path d="M4 7h13l-3-3M20 17H7l3 3"/>',
    "faults": '<path d="M12 3 2.5 20h19zM12 10v4.5M12 17v.3"/>',
    "clock": '<path d="M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 9v4l2.5 1.5M9 2h6"/>',
    "snapshots": '<path d="M4 7h3l2-2.5h6L17 7h3v12H4z"/><circle cx="12" cy="13" r="3.5"/>',
    "worlds": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.5 5 11.5 0 '
        '17-5-5.5-5-11.5 0-17z"/>'
    ),
    "api": '<path d="m8 8-4 4 4 4M16 8l4 4-4 4M13.5 5l-3 14"/>',
    "training": '<path d="m12 4 10 5-10 5L2 9zM6 11.5V16c3 2.7 9 2.7 12 0v-4.5M22 9v6"/>',
    "theme": '<path d="M12 3.5a8.5 8.5 0 1 0 0 17zM12 3.5a8.5 8.5 0 0 1 0 17"/>',
    "menu": '<path d="M4 6h16M4 12h16M4 18h16"/>',
    "empty": '<path d="M4 13 6.5 5h11L20 13v6H4zM4 13h5l1 2h4l1-2h5"/>',
    "finger": (
        '<path d="M8 20c-1-2-1.5-4-1.5-7a5.5 5.5 0 0 1 11 0v2M12 12v4c0 1.5.3 3 1 4.5M9.5 '
        '13a2.5 2.5 0 0 1 5 0v3"/>'
    ),
    "face": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M9 10v.5M15 10v.5M9 15c1.8 1.5 4.2 1.5 6 0"/>'
    ),
    "palm": (
        '<path d="M8 12V6a1.3 1.3 0 0 1 2.6 0V4.8a1.3 1.3 0 0 1 2.6 0V6a1.3 1.3 0 0 1 2.6 '
        '0v6l1.7-2a1.4 1.4 0 0 1 2.2 1.7L16 18c-1 1.5-2 2.5-4 2.5-3 0-4-2.5-4-5z"/>'
    ),
    "card": '<rect x="3" y="6" width="18" height="12" rx="2"/><path d="M3 10h18M7 15h3"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "play": '<path d="M7 5v14l11-7z"/>',
    "undo": '<path d="M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3"/>',
    "download": '<path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "choose": '<path d="m8 10 4-4 4 4M8 14l4 4 4-4"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
    "leave": '<path d="M10 4H5v16h5M14 8l4 4-4 4M18 12H9"/>',
    "message": '<path d="M4 5h16v11H10l-4 4v-4H4z"/>',
    "settings": (
        '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle '
        'cx="9" cy="17" r="2"/>'
    ),
    "done": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.7L16 9.5"/>',
    "open": '<circle cx="12" cy="12" r="8.5"/>',
    "next": '<path d="M5 12h14M13 6l6 6-6 6"/>',
    "commands": '<path d="m5 8 4 4-4 4M12 16h7"/>',
}
