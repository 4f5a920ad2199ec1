"""Chromium without a window, spoken to in its DevTools protocol over two pipes.

SPDX-License-Identifier: GPL-2.0-or-later

What the page logs, what it throws and what it asks of a network or a disk is
kept in the lists of a Browser.
"""
import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

from loopback import wait_until

# A page that does not answer for so long never will.
PATIENCE = 120
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update",
         "--disable-dev-shm-usage", "--disable-extensions", "--disable-sync",
         "--disable-default-apps", "--mute-audio", "--remote-debugging-pipe",
         "--autoplay-policy=no-user-gesture-required"]


def find():
    """The program, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    def __init__(self, width=1280, height=900):
        self.profile = tempfile.mkdtemp(prefix="glissando-chromium-")
        to_read, self.to_it = os.pipe()
        self.from_it, to_write = os.pipe()
        # It reads from 3 and writes to 4; a shell puts them there.
        self.process = subprocess.Popen(
            ["sh", "-c", f'exec "$@" 3<&{to_read} 4>&{to_write}', "sh", find(),
             *FLAGS, f"--user-data-dir={self.profile}",
             f"--window-size={width},{height}", "about:blank"],
            pass_fds=[to_read, to_write], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "HOME": self.profile})
        os.close(to_read)
        os.close(to_write)
        self.number, self.session, self.unread = 0, None, b""
        self.requests, self.complaints, self.events = [], [], []
        self.attach()
        self.call("Emulation.setDeviceMetricsOverride", width=width,
                  height=height, deviceScaleFactor=1, mobile=False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.to_it)
        os.close(self.from_it)
        shutil.rmtree(self.profile, ignore_errors=True)

    # --- messages ---

    def receive(self, until):
        """The next message."""
        while b"\0" not in self.unread:
            ready, _, _ = select.select([self.from_it], [], [],
                                        max(0, until - time.monotonic()))
            assert ready, "Chromium says nothing"
            got = os.read(self.from_it, 1 << 20)
            assert got, "Chromium has ended"
            self.unread += got
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_it, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while True:
            answer = self.receive(until)
            if answer.get("id") == self.number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self.note(answer)

    def note(self, event):
        method, about = event.get("method"), event.get("params", {})
        self.events.append(method)
        if method == "Network.requestWillBeSent":
            self.requests.append(about["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(str(about["exceptionDetails"]))
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(str(about["args"]))
        elif method == "Log.entryAdded":
            self.complaints.append(about["entry"]["text"])

    def attach(self):
        page, = [target for target in self.call("Target.getTargets")["targetInfos"]
                 if target["type"] == "page"]
        self.session = self.call("Target.attachToTarget", flatten=True,
                                 targetId=page["targetId"])["sessionId"]
        for domain in "Page", "Runtime", "Network", "Log":
            self.call(f"{domain}.enable")

    # --- pages ---

    def open(self, address):
        """Opens a page, anew also if only its fragment differs, and returns when it
        has loaded."""
        self.call("Page.navigate", url="about:blank")
        self.wait_for("document.URL == 'about:blank'")
        self.requests.clear()
        self.complaints.clear()
        self.call("Page.navigate", url=address)
        self.wait_for("document.URL != 'about:blank'"
                      " && document.readyState == 'complete'")

    def evaluate(self, expression):
        result = self.call("Runtime.evaluate", expression=expression,
                           returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result["exceptionDetails"]
        return result["result"].get("value")

    def wait_for(self, expression):
        wait_until(lambda: self.evaluate(expression), expression, PATIENCE,
                   pause_s=0.02)

    def press(self, key, code):
        for kind in "keyDown", "keyUp":
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key,
                      windowsVirtualKeyCode=code,
                      **({"text": "\r"} if key == "Enter" else {}))

    def type(self, text):
        self.call("Input.insertText", text=text)

    def click(self, x, y):
        self.drag((x, y), (x, y))

    def drag(self, begin, end):
        def mouse(kind, at, **more):
            self.call("Input.dispatchMouseEvent", type=kind, x=at[0], y=at[1],
                      **more)
        mouse("mouseMoved", begin)
        mouse("mousePressed", begin, button="left", buttons=1, clickCount=1)
        if begin != end:
            mouse("mouseMoved", [(a + b) / 2 for a, b in zip(begin, end)],
                  button="left", buttons=1)
            mouse("mouseMoved", end, button="left", buttons=1)
        mouse("mouseReleased", end, button="left", clickCount=1)

    def save_picture(self, path):
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
