"""Pastes a block into an interactive bash on a terminal, types an answer at each prompt, and prints what it shows.

Bracketed paste is off: the lines of the block lie in the terminal's buffer, where `read` finds them.
"""
import json
import os
import pty
import select
import sys
import time

paste = json.loads(sys.argv[1])
child, terminal = pty.fork()
if child == 0:
    os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], {**os.environ, "PS1": "READY> ", "HISTFILE": ""})


def shown(until, seconds=10.0):
    """What the terminal shows until it ends with a text."""
    text, end = "", time.time() + seconds
    while time.time() < end and not text.rstrip("\r\n").endswith(until):
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                text += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                break
    return text


def typed(text):
    """Types a text, and Enter."""
    os.write(terminal, (text + "\r").encode())


shown("READY> ")
typed("bind 'set enable-bracketed-paste off'; stty -echo")
shown("READY> ")
typed("kubectl() { printf '<%s>\\n' \"$@\"; }")
shown("READY> ")
typed(paste["block"].replace("\n", "\r"))
page = ""
for answer in paste["answers"]:
    page += shown(": ")
    typed(answer)
page += shown("READY> ")
typed("echo STILL HERE")
page += shown("READY> ", 2)
print(page)
os.close(terminal)
