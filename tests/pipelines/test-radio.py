"""Stations of a real Icecast, and HLS, as their listeners have them.

SPDX-License-Identifier: GPL-2.0-or-later

The stations play many times as fast as a clock, and all cases run at once; the
model is a small one, so that listening costs little.
"""
import concurrent.futures
import http.server
import json
import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.parse
import urllib.request

from glissando import (PROGRAM, Skip, main, music, prepare_world, run,
                       write_wav)
from loopback import answers, free_ports, serve, wait_until

SPEED = 6
PASSWORD = "pw"
BOUND_S = 60
LAST_S = time.monotonic() + 170  # for all of them

CONFIG = """<icecast>
  <limits><clients>60</clients><sources>20</sources>
    <queue-size>4000000</queue-size><burst-size>65536</burst-size>
    <source-timeout>3</source-timeout></limits>
  <authentication><source-password>{password}</source-password>
    <admin-user>admin</admin-user><admin-password>{password}</admin-password>
  </authentication>
  <hostname>127.0.0.1</hostname>
  <listen-socket><port>{port}</port><bind-address>127.0.0.1</bind-address>
  </listen-socket>
  <mount><mount-name>/main.mp3</mount-name>
    <fallback-mount>/spare.mp3</fallback-mount>
    <fallback-override>1</fallback-override></mount>
  <paths><basedir>/usr/share/icecast2</basedir><logdir>{logs}</logdir>
    <webroot>/usr/share/icecast2/web</webroot>
    <adminroot>/usr/share/icecast2/admin</adminroot></paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog>
    <loglevel>3</loglevel></logging>
  <security><chroot>0</chroot>{owner}</security>
</icecast>
"""
# It refuses to run as root.
OWNER = ("<changeowner><user>nobody</user><group>nogroup</group>"
         "</changeowner>")

CODECS = {
    "mp3": "-c:a libmp3lame -b:a 128k -content_type audio/mpeg -f mp3",
    "aac": "-c:a aac -b:a 96k -content_type audio/aac -f adts",
    "vorbis.ogg": "-c:a libvorbis -b:a 96k -content_type application/ogg"
                  " -f ogg",
    "opus.ogg": "-c:a libopus -b:a 96k -content_type application/ogg -f ogg",
    "flac.ogg": "-c:a flac -content_type application/ogg -f ogg",
}


processes = []  # whatever is still there at the end is ended


class Icecast:
    """A server of its own, on a port of its own."""

    def __init__(self, name):
        self.port, = free_ports(1)
        self.logs = os.path.abspath(f"icecast-{name}")
        os.mkdir(self.logs)
        os.chmod(self.logs, 0o777)
        with open(f"{self.logs}/icecast.xml", "w") as file:
            file.write(CONFIG.format(
                port=self.port, logs=self.logs, password=PASSWORD,
                owner=OWNER if os.getuid() == 0 else ""))
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["icecast2", "-c", f"{self.logs}/icecast.xml"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        processes.append(self.process)
        wait_until(self.answers, "icecast2 answers")

    def answers(self):
        assert self.process.poll() is None, "icecast2 has ended"
        return answers(self.port)

    def stop(self):
        self.process.kill()
        self.process.wait()

    def uri(self, mount):
        return f"http://127.0.0.1:{self.port}/{mount}"

    def play(self, mount, codec, song="song.wav", speed=SPEED):
        """A source client, as a studio has one."""
        source = subprocess.Popen(
            ["ffmpeg", "-nostdin", "-v", "error", "-readrate", str(speed),
             "-stream_loop", "-1", "-i", song, *CODECS[codec].split(),
             "-ice_name", "Test " + mount,
             f"icecast://source:{PASSWORD}@127.0.0.1:{self.port}/{mount}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        processes.append(source)
        wait_until(lambda: self.has(mount), f"{mount} plays")
        return source

    def has(self, mount):
        try:
            with urllib.request.urlopen(self.uri("status-json.xsl")) as answer:
                text = answer.read().decode()
        except OSError:     # a busy server hangs up now and then
            return False
        return f"/{mount}\"" in text

    def rename(self, mount, title):
        """As the software of a studio does it."""
        query = urllib.parse.urlencode({"mount": "/" + mount, "song": title,
                                        "mode": "updinfo"})
        request = urllib.request.Request(self.uri("admin/metadata?" + query))
        manager = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        manager.add_password(None, self.uri(""), "admin", PASSWORD)
        opener = urllib.request.build_opener(
            urllib.request.HTTPBasicAuthHandler(manager))
        with opener.open(request) as answer:
            assert b"<return>1</return>" in answer.read()


class Listener:
    """glissando tag, read as it runs."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [PROGRAM, "tag", "--json", "--top", "1", "--model",
             "world.safetensors", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append(self.process)
        self.lines, self.said = [], []
        self.threads = [
            threading.Thread(target=self.read, args=(stream, into, parse))
            for stream, into, parse in (
                (self.process.stdout, self.lines, json.loads),
                (self.process.stderr, self.said, str.strip))]
        for thread in self.threads:
            thread.start()

    @staticmethod
    def read(stream, into, parse):
        for line in stream:
            into.append(parse(line))

    def heard(self):
        """Seconds of audio that have been told of."""
        return max((line.get("end", 0) for line in self.lines), default=0)

    def wait_for(self, seconds):
        begin = self.heard()
        wait_until(lambda: self.heard() > begin + seconds
                   or self.process.poll() is not None,
                   f"{seconds} s more are heard after {begin}: {self.said}")
        assert self.process.poll() is None, self.said

    def wait_for_word(self, word):
        wait_until(lambda: any(word in line for line in self.said),
                   f"{word} in {self.said}")

    def titles(self):
        titles = [line["title"] for line in self.lines if "title" in line]
        return [title for i, title in enumerate(titles)
                if i == 0 or titles[i - 1] != title]

    def interrupt(self):
        """Ends within two seconds, more where the machine is busy."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        status = self.process.wait(timeout=BOUND_S)
        took = time.monotonic() - begin
        self.join()
        assert status == 130, (status, self.said)
        return took

    def join(self):
        self.process.wait(timeout=BOUND_S)
        for thread in self.threads:
            thread.join()

    def check_time(self):
        """Segments follow one another, whatever came between."""
        ends = [line["end"] for line in self.lines if "end" in line
                and "summary" not in line and "provisional" not in line]
        assert ends == sorted(ends), ends
        assert all(b - a < 12 for a, b in zip([0, *ends], ends)), ends




# --- all cases at once ---

pool = concurrent.futures.ThreadPoolExecutor(24)
cases, futures = [], {}


def prepare():
    for program in ("icecast2", "ffmpeg"):
        if shutil.which(program) is None:
            raise Skip(f"{program} is not installed")
    os.chmod(".", 0o755)
    prepare_world()
    write_wav("song.wav", music(30, rate=44100), rate=44100)
    write_wav("other.wav", music(30, rate=22050, seed=2), rate=22050)
    # GStreamer looks for plugins now, and not in each of them.
    os.environ["GST_REGISTRY"] = os.path.abspath("registry.bin")
    run("tag", "--model", "world.safetensors", "song.wav")


def case(function):
    """A test that is run beside the others."""
    def test():
        if not futures:
            prepare()
            server = Icecast("shared")
            for each in cases:
                futures[each] = pool.submit(each, server)
        futures[function].result(LAST_S - time.monotonic())

    cases.append(function)
    test.__doc__ = function.__doc__
    return test


def codec(name):
    def listen(server):
        server.play(name, name)
        listener = Listener(server.uri(name))
        listener.wait_for(15)
        assert listener.interrupt() < 4
        assert listener.said == [], listener.said
        assert listener.lines[-1]["station"] == "Test " + name, listener.lines
        assert listener.lines[-1]["partial"] is True
        listener.check_time()

    listen.__doc__ = f"a station that sends {name}; Ctrl-C ends it"
    return case(listen)


@case
def test_titles(server):
    """titles that a studio sends stand at what is heard of them, in order"""
    titles = ["Ann - First", "Bob’s - Sécond", "Ann - First"]
    server.play("titles.mp3", "mp3")
    listener = Listener(server.uri("titles.mp3"))
    listener.wait_for(5)
    for title in titles:
        server.rename("titles.mp3", title)
        listener.wait_for(20)
    listener.interrupt()
    got = listener.titles()
    assert got[-len(titles):] == titles, got


@case
def test_source_restarts(server):
    """a studio goes home and comes back with another sample rate"""
    source = server.play("again.mp3", "mp3")
    listener = Listener(server.uri("again.mp3"))
    listener.wait_for(12)
    source.kill()
    listener.wait_for_word("the station has stopped sending")
    server.play("again.mp3", "mp3", song="other.wav")
    listener.wait_for(12)
    listener.interrupt()
    assert any("again" in line for line in listener.said[1:]), listener.said
    listener.check_time()


@case
def test_server_restarts(_):
    """the server is killed, and started again"""
    server = Icecast("restarted")
    server.play("a.ogg", "vorbis.ogg")
    listener = Listener(server.uri("a.ogg"))
    listener.wait_for(12)
    server.stop()
    listener.wait_for_word("; trying again")
    server.start()
    server.play("a.ogg", "vorbis.ogg")
    listener.wait_for(12)
    listener.interrupt()
    listener.check_time()


@case
def test_server_stalls(_):
    """the server stands still for longer than anybody waits, and goes on"""
    server = Icecast("stalled")
    server.play("a.mp3", "mp3")
    listener = Listener(server.uri("a.mp3"))
    listener.wait_for(12)
    server.process.send_signal(signal.SIGSTOP)
    try:
        listener.wait_for_word("nothing has come for 15 s")
    finally:
        server.process.send_signal(signal.SIGCONT)
    wait_until(lambda: server.has("a.mp3") or server.play("a.mp3", "mp3"),
               "the station is there")
    listener.wait_for(12)
    listener.interrupt()
    listener.check_time()


@case
def test_fallback(server):
    """where a station has a stand-in, nothing breaks"""
    main_source = server.play("main.mp3", "mp3")
    server.play("spare.mp3", "mp3", song="other.wav")
    listener = Listener(server.uri("main.mp3"))
    listener.wait_for(12)
    main_source.kill()
    listener.wait_for(20)
    server.play("main.mp3", "mp3")
    listener.wait_for(20)
    listener.interrupt()
    assert listener.said == [], listener.said
    listener.check_time()


class Front(http.server.BaseHTTPRequestHandler):
    """/moved leads to a station, /list.pls and /list.m3u8 name it."""

    def do_GET(self):
        target = self.server.target
        self.send_response(302 if self.path == "/moved" else 200)
        self.send_header("Location", target)
        self.send_header("Content-Type", "audio/x-mpegurl"
                         if self.path == "/list.m3u8" else "audio/x-scpls")
        self.end_headers()
        self.wfile.write({"/list.pls": f"[playlist]\nFile1={target}\n",
                          "/list.m3u8": f"# a comment\n{target}\n"}
                         .get(self.path, "").encode())

    def log_message(self, *_):
        pass


def open_http(handler):
    server = serve(handler)
    return server, f"http://127.0.0.1:{server.server_port}/"


@case
def test_ways_to_a_station(server):
    """a redirection, and playlists at an address and in a file"""
    server.play("led.mp3", "mp3")
    front, address = open_http(Front)
    front.target = server.uri("led.mp3")
    with open("led.xspf", "w") as file:
        file.write("<?xml version='1.0'?><playlist version='1' "
                   "xmlns='http://xspf.org/ns/0/'><trackList><track>"
                   f"<location>{address}moved</location></track></trackList>"
                   "</playlist>")
    listeners = [Listener(way) for way in (
        address + "moved", address + "list.pls", address + "list.m3u8",
        "led.xspf")]
    for listener in listeners:
        listener.wait_for(8)
    for listener in listeners:
        listener.interrupt()
        assert listener.said == [], listener.said


class Folder(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *arguments):
        super().__init__(*arguments, directory="hls")

    def log_message(self, *_):
        pass


@case
def test_hls(_):
    """a stream in pieces; when no more pieces come that is said, and Ctrl-C
    ends it all the same"""
    os.mkdir("hls")
    producer = subprocess.Popen(
        "ffmpeg -nostdin -v error -re -stream_loop -1 -i song.wav -c:a aac "
        "-b:a 96k -f hls -hls_time 1 -hls_list_size 6 "
        "-hls_flags delete_segments hls/live.m3u8".split())
    try:
        wait_until(lambda: os.path.exists("hls/live3.ts"), "three pieces")
        _, address = open_http(Folder)
        listener = Listener(address + "live.m3u8")
        listener.wait_for(8)
    finally:
        producer.kill()
        producer.wait()
    listener.wait_for_word("nothing has come for 45 s")
    assert listener.interrupt() < 4


class Silent(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(BOUND_S)


@case
def test_interrupted(server):
    """Ctrl-C before there is any audio, and while a station is waited for"""
    _, address = open_http(Silent)
    listener = Listener(address)
    time.sleep(3)
    assert listener.interrupt() < 4
    assert listener.said == [] and listener.lines == [], listener.said
    source = server.play("short.mp3", "mp3")
    listener = Listener(server.uri("short.mp3"))
    listener.wait_for(8)
    source.kill()
    listener.wait_for_word("; trying again")
    time.sleep(2)
    assert listener.interrupt() < 4
    assert listener.lines[-1]["summary"] is True


@case
def test_few_descriptors(server):
    """too few file descriptors are said in a sentence, before and while it
    plays"""
    server.play("few.mp3", "mp3")
    for limit in range(8, 33):
        done = subprocess.run(
            ["prlimit", f"--nofile={limit}", PROGRAM, "tag", "--for", "1",
             "--model", "world.safetensors", server.uri("few.mp3")],
            capture_output=True, text=True, timeout=BOUND_S)
        assert done.returncode in (0, 1), (limit, done)
        if done.returncode == 1:
            assert done.stderr.count("\n") == 1, (limit, done.stderr)


def test_end():
    """nothing is left of the servers"""
    for process in processes:
        process.kill()
        process.wait()


main(*[codec(name) for name in CODECS], test_titles, test_source_restarts,
     test_server_restarts, test_server_stalls, test_fallback,
     test_ways_to_a_station, test_hls, test_interrupted, test_few_descriptors,
     test_end)
