"""The editor in a browser on this machine (an extra): each tab is a terminal with an editor of its own.

    server.py   listens on loopback, serves the page, and ends with its tabs
    gate.py     who is let in
    tab.py      one tab: what the browser says to the editor, and the editor to the browser
    driver.py   the editor's side of that: a tab that goes away hangs up, as a terminal does

textual-serve brings the terminal that the page draws, and the protocol between tab and editor. Its own server
is not used: that one lets every page and every user of the machine in, and has the browser fetch a font.
"""
