"""tagsink and a real broker.

SPDX-License-Identifier: GPL-2.0-or-later

    test-mqtt.py GLISSANDO TAG-SOURCE
"""
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

from broker import Broker, Sinks
from glissando import main, music, run, write_wav
from loopback import find, free_ports, start
from servers import Servers
from stations import kind, read_json, station

SOURCE = os.path.abspath(sys.argv[2])


def in_folder(test):
    """A test in a folder of its own."""
    def run():
        before = os.getcwd()
        os.mkdir(test.__name__)
        os.chdir(test.__name__)
        try:
            test()
        finally:
            os.chdir(before)
    run.__doc__, run.__name__ = test.__doc__, test.__name__
    return run


def line(n):
    """As a file has it."""
    p = format(n % 97 / 97, ".6g")
    rest = [(0.5, "two"), (0.25, "three")]
    tags = sorted([*rest, (float(p), "one")], key=lambda tag: -tag[0])
    said = ",".join('{"tag":"%s","p":%s}' % (tag, format(value, ".6g"))
                    for value, tag in tags)
    return '{"start":%d.000,"end":%d.000,"tags":[%s]}' % (
        2 * n, 2 * n + 4, said)


def settings(*lines):
    with open("settings", "w") as file:
        file.write("\n".join(["[broker]", *lines, ""]))
    return "broker=" + os.path.abspath("settings")


def at(port, topic="radio/tags", scheme="mqtt", host="127.0.0.1"):
    return f"location={scheme}://{host}:{port}/{topic}"


@in_folder
def test_lines():
    """what a broker gets is what a file gets, line by line"""
    port, = free_ports(1)
    with Servers() as servers:
        broker = Broker(servers, port)
        path = os.path.abspath("tags.json")
        with Sinks(SOURCE, at(port), f"location={path} format=json") as sinks:
            sinks("push 5")
            sinks("eos")
            sinks.wait_for("end")
            assert sinks.heard == [], sinks.heard
        with open(path) as file:
            written = file.read().splitlines()
        assert len(written) == 6 and written[:5] == [line(n) for n in range(5)]
        got = broker.get(6)
        assert [text for _, _, text in got] == written, got
        assert {topic for _, topic, _ in got} == {"radio/tags"}, got


@in_folder
def test_late():
    """a broker that is not there at first gets all when it comes"""
    port, = free_ports(1)
    with Servers() as servers:
        broker = Broker(servers, port)
        broker.end()
        with Sinks(SOURCE, at(port)) as sinks:
            sinks.wait_for("warning", "no connection could be made: "
                           "Connection refused; trying again")
            sinks("push 3")
            time.sleep(2.5)
            assert sinks.heard == [], sinks.heard
            broker.start()
            sinks.wait_for("info", "the broker is there again, after 0:0")
            assert broker.get_texts(3) == [line(n) for n in range(3)]
            assert sinks.heard == [], sinks.heard
            assert sinks("stop") < 1


@in_folder
def test_break():
    """a broker that is ended and started again loses nothing"""
    port, = free_ports(1)
    with Servers() as servers:
        broker = Broker(servers, port)
        with Sinks(SOURCE, at(port)) as sinks:
            sinks("push 1")
            assert broker.get_texts(1) == [line(0)]
            for k in range(3):
                sinks("push 1")
                broker.end()
                sinks.wait_for("warning", "trying again")
                sinks("push 1")
                broker.start()
                sinks.wait_for("info", "there again")
                sinks("push 1")
            wanted = [line(n) for n in range(1, 10)]
            seen = []
            while not set(wanted) <= set(seen):
                seen.append(broker.got.get(timeout=20)[2])
            # Once at least: what was on its way may come twice.
            assert [text for k, text in enumerate(seen)
                    if text not in seen[:k]] == wanted, seen


@in_folder
def test_full():
    """what is too much is dropped from the oldest on, which is said once"""
    port, = free_ports(1)
    with Servers() as servers:
        broker = Broker(servers, port)
        broker.end()
        with Sinks(SOURCE, f"{at(port)} {settings('queue=3')}") as sinks:
            sinks.wait_for("warning", "trying again")
            sinks("push 3")
            assert sinks.heard == [], sinks.heard
            sinks("push 2")
            sinks.wait_for("warning", "3 messages wait for the broker")
            broker.start()
            sinks.wait_for("info", "2 messages were lost")
            assert broker.get_texts(3) == [line(n) for n in (2, 3, 4)]
            sinks("push 1")
            assert broker.get_texts(1) == [line(5)]
            assert sinks.heard == [], sinks.heard


@in_folder
def test_end():
    """the end waits for what is queued, but not for ever, and says what is lost
    """
    port, = free_ports(1)
    with Servers() as servers:
        broker = Broker(servers, port)
        broker.end()
        with Sinks(SOURCE, at(port)) as sinks:
            sinks("push 3")
            begun = time.monotonic()
            sinks("eos")
            sinks.wait_for("error", "4 messages have not been delivered: "
                           "the broker is not there")
            assert 8 < time.monotonic() - begun < 15
            sinks.wait_for("end")
            assert sinks("stop") < 2.5
        with Sinks(SOURCE, at(port)) as sinks:
            sinks("push 3")
            # Tries are seconds apart by then.
            time.sleep(7)
            sinks("eos")
            time.sleep(0.5)
            broker.start()
            begun = time.monotonic()
            sinks.wait_for("end")
            assert time.monotonic() - begun < 3
            assert broker.get_texts(4)[:3] == [line(n) for n in range(3)]


@in_folder
def test_stop():
    """who stops a pipeline, or seeks, at its end waits no longer for a broker"""
    port, = free_ports(1)
    with Sinks(SOURCE, at(port)) as sinks:
        sinks("push 3")
        sinks("eos")
        time.sleep(0.5)
        assert sinks("pause") < 1
        assert sinks("play") < 1
        time.sleep(0.5)
        assert [said for said in sinks.heard if "trying" not in said] == []
        assert sinks("stop") < 6
        sinks.wait_for("error", "4 messages have not been delivered")
    with Sinks(SOURCE, at(port)) as sinks:
        sinks("push 3")
        sinks("eos")
        time.sleep(0.5)
        assert sinks("flush") < 1
        assert sinks("stop") < 6
        sinks.wait_for("error", "4 messages have not been delivered")


@in_folder
def test_silent_host():
    """a host that says nothing holds nobody up"""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        with Sinks(SOURCE, at(silent.getsockname()[1])) as sinks:
            assert sinks("push 1000") < 1
            time.sleep(1)
            assert sinks("stop") < 6
            sinks.wait_for("error", "1000 messages have not been delivered")


class Forgetful:
    """A broker that takes what is published, does not acknowledge it, and hangs
    up after n messages."""

    def __init__(self, port, n):
        self.n, self.got = n, []
        self.server = socket.create_server(("127.0.0.1", port))
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        client, _ = self.server.accept()
        self.server.close()
        with client, client.makefile("rb") as stream:
            while len(self.got) < self.n:
                kind, size = stream.read(1)[0] >> 4, self.read_size(stream)
                packet = stream.read(size)
                if kind == 1:
                    client.sendall(b"\x20\x02\0\0")
                elif kind == 3:
                    topic, = struct.unpack_from(">H", packet)
                    self.got.append(packet[topic + 4:].decode())

    @staticmethod
    def read_size(stream):
        size = shift = 0
        while True:
            byte = stream.read(1)[0]
            size |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return size


@in_folder
def test_unacknowledged():
    """what was sent, but not acknowledged, is sent again, and first"""
    port, = free_ports(1)
    with Servers() as servers:
        broker = Broker(servers, port)
        broker.end()
        forgetful = Forgetful(port, 4)
        with Sinks(SOURCE, at(port)) as sinks:
            sinks("push 6")
            sinks.wait_for("warning", "has closed the connection; trying again")
            forgetful.thread.join()
            assert forgetful.got == [line(n) for n in range(4)]
            sinks("push 1")
            broker.start()
            sinks.wait_for("info", "there again")
            assert broker.get_texts(7) == [line(n) for n in range(7)]


@in_folder
def test_password():
    """a password from a file; a wrong one is one sentence, and no second try"""
    port, = free_ports(1)
    subprocess.run([find("mosquitto_passwd"), "-c", "-b", "passwords", "ann",
                    "p\\n #=w"], check=True)
    os.chmod("passwords", 0o644)
    lines = [f"listener {port} 127.0.0.1", "allow_anonymous false",
             f"password_file {os.path.abspath('passwords')}"]
    with Servers() as servers:
        broker = Broker(servers, port, *lines,
                        ask=["-u", "ann", "-P", "p\\n #=w"])
        right = settings("user=ann", "password=p\\n #=w")
        with Sinks(SOURCE, f"{at(port)} {right}") as sinks:
            sinks("push 1")
            assert broker.get_texts(1) == [line(0)]
        wrong = settings("user=ann", "password=wrong")
        with Sinks(SOURCE, f"{at(port)} {wrong}") as sinks:
            sinks.wait_for("error", "the broker does not accept the user “ann” "
                           "with this password")
            sinks("push 3")
            sinks("eos")
            time.sleep(2)
            assert [word for word in sinks.heard if word != "end"] == []
            assert sinks("stop") < 1
        with Sinks(SOURCE, at(port)) as sinks:
            sinks.wait_for("error", "nobody in without a user and a password")


def openssl(*arguments):
    subprocess.run([find("openssl"), *arguments], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make_certificates():
    """A made-up authority; what it signs for the broker and for a client."""
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout",
            "ca.key", "-out", "ca.crt", "-days", "2", "-subj", "/CN=Authority")
    for name, host in ("broker", "localhost"), ("client", "ann"):
        with open(f"{name}.ext", "w") as file:
            file.write(f"subjectAltName=DNS:{host}\n")
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-keyout",
                f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={host}")
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey",
                "ca.key", "-CAcreateserial", "-days", "2", "-extfile",
                f"{name}.ext", "-out", f"{name}.crt")
        os.chmod(f"{name}.key", 0o644)


def refused(location, broker, sentence):
    with Sinks(SOURCE, f"{location} {broker}") as sinks:
        sinks("push 1")
        sinks.wait_for("error", sentence)
        assert sinks("stop") < 1


@in_folder
def test_tls():
    """TLS: both show a certificate; each that is wrong has its sentence"""
    port, plain = free_ports(2)
    make_certificates()
    here = os.getcwd()
    lines = [f"listener {plain} 127.0.0.1", f"listener {port} 127.0.0.1",
             "allow_anonymous true", "require_certificate true",
             f"cafile {here}/ca.crt", f"certfile {here}/broker.crt",
             f"keyfile {here}/broker.key"]
    tls = dict(scheme="mqtts", host="localhost")
    with Servers() as servers:
        broker = Broker(servers, plain, *lines)
        # Names of files are seen from where the settings are.
        all_of_it = settings("ca-file=ca.crt", "certificate=client.crt",
                             "key=client.key")
        with Sinks(SOURCE, f"{at(port, **tls)} {all_of_it}") as sinks:
            sinks("push 200")
            sinks("eos")
            sinks.wait_for("end")
            assert sinks.heard == [], sinks.heard
        assert broker.get_texts(201)[:200] == [line(n) for n in range(200)]
        refused(at(port, **tls), "", "is not signed by anybody who is trusted")
        refused(at(port, scheme="mqtts"), all_of_it, "is of another name")
        refused(at(plain, **tls), all_of_it, "does not speak TLS there")
        refused(at(port, **tls), settings("ca-file=ca.crt"),
                "the broker wants to see a certificate")
        refused(at(port, **tls), settings("ca-file=none.crt"),
                "none.crt: it cannot be read")


@in_folder
def test_status():
    """who is there says so, and its will says when it is gone"""
    port, = free_ports(1)
    told = settings("status-topic=radio/status", "client-id=radio")
    with Servers() as servers:
        broker = Broker(servers, port)
        with Sinks(SOURCE, f"{at(port)} {told}") as sinks:
            sinks("push 1")
            assert broker.get(2) == [["0", "radio/status", "online"],
                                     ["0", "radio/tags", line(0)]]
            sinks("stop")
        assert broker.get(1) == [["0", "radio/status", "offline"]]
        sinks = Sinks(SOURCE, f"{at(port)} {told}")
        assert broker.get(1) == [["0", "radio/status", "online"]]
        sinks.process.send_signal(signal.SIGKILL)
        sinks.process.wait()
        assert broker.get(1) == [["0", "radio/status", "offline"]]


def ask_anew(port, *arguments):
    """What a client gets that was not there before."""
    done = subprocess.run([find("mosquitto_sub"), "-p", str(port), "-t", "#",
                           "-F", "%r %t %p", "-W", "1", *arguments],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True)
    return done.stdout.splitlines()


@in_folder
def test_retained():
    """the last message is kept for who comes later, if that is wanted"""
    port, = free_ports(1)
    with Servers() as servers:
        broker = Broker(servers, port)
        with Sinks(SOURCE, f"{at(port, 'one')} {settings('retain=true')}",
                   at(port, "two")) as sinks:
            sinks("push 2")
            broker.get(4)
        assert ask_anew(port) == [f"1 one {line(1)}"]


@in_folder
def test_many():
    """many stations to one broker, each on its topic, through a break"""
    port, = free_ports(1)
    n = 30
    with Servers() as servers:
        broker = Broker(servers, port)
        # Half of them by the name of what is heard
        with Sinks(SOURCE, *(f"{at(port, 'radio/')} input={k} " if k % 2 else
                             at(port, f"radio/{k}") for k in range(n))) as sinks:
            sinks("push 2")
            broker.get(2 * n)
            broker.end()
            sinks("push 2")
            broker.start()
            sinks("eos")
            sinks.wait_for("end")
            assert not any(said.startswith("error") for said in sinks.heard)
        got = broker.get(3 * n)
        for k in range(n):
            texts = [text.replace(f'"input":"{k}",', "")
                     for _, topic, text in got if topic == f"radio/{k}"]
            assert len(texts) == 3 and texts[:2] == [line(2), line(3)], texts


def tag(*arguments):
    """Its words must be one sentence, or none."""
    done = run("tag", *arguments)
    assert len(done.complaints) <= 2, done.err
    return done


@in_folder
def test_program():
    """`glissando tag` gives a broker the lines of its JSON, and says what fails
    """
    port, = free_ports(1)
    url = f"mqtt://127.0.0.1:{port}/tags"
    write_wav("a.wav", music(31))
    with Servers() as servers:
        broker = Broker(servers, port)
        done = tag("-o", url, "--top", "3", "a.wav")
        assert (done.status, done.out, done.err) == (0, "", ""), done.err
        wanted = tag("--json", "--top", "3", "a.wav").out.splitlines()
        assert len(wanted) == 3, wanted
        assert broker.get_texts(3) == wanted
        tag("-o", url + "/", "--top", "3", "a.wav")
        assert broker.get(3) == [["0", "tags/a.wav", text] for text in wanted]
        broker.end()
        done = tag("-o", url, "a.wav")
        assert done.status == 1
        assert done.complaints == [
            f"glissando: {url}: no connection could be made: Connection "
            "refused; trying again",
            f"glissando: {url}: 3 messages have not been delivered: the broker "
            "is not there"], done.err
        process = start("-o", url, "--top", "3", "a.wav")
        time.sleep(6)
        broker.start()
        said = process.stderr.read()
        assert process.wait(timeout=60) == 0, said
        assert broker.get_texts(3) == wanted
    for arguments, sentence in (
            (["--csv"], "not CSV"), (["--append"], "for files"),
            (["--resume"], "for files")):
        done = tag("-o", url, *arguments, "a.wav")
        assert done.status == 2 and sentence in done.err, done.err
    done = tag("--json", "--broker", "a", "a.wav")
    assert done.status == 2 and "mqtt://" in done.err, done.err
    done = tag("-o", f"mqtt://ann:secret@127.0.0.1:{port}/tags", "a.wav")
    assert done.status == 1 and "secret" not in done.err, done.err
    assert f"{url}: a password has no place" in done.err, done.err


@in_folder
def test_radio():
    """two stations live, each on its topic, while the broker is ended and
    started again"""
    port, = free_ports(1)
    told = settings("status-topic=status")
    names = [station("one"), station("two")]
    with Servers() as servers:
        broker = Broker(servers, port)
        process = start("--top", "1", "-o", f"mqtt://127.0.0.1:{port}/radio/",
                        "--broker", told.split("=", 1)[1], *names)
        got = [broker.got.get(timeout=60) for _ in range(9)]
        assert ["0", "status", "online"] in got, got
        broker.end()
        time.sleep(2)
        broker.start()
        got += [broker.got.get(timeout=60) for _ in range(20)]
        process.send_signal(signal.SIGINT)
        said = process.stderr.read().splitlines()
        assert process.wait(timeout=60) == 130, said
        assert len(said) == 2 and "trying again" in said[0] \
            and "there again" in said[1], said
        while got[-1][1:] != ["status", "offline"]:
            got.append(broker.got.get(timeout=20))
    for name in names:
        mine = read_json("\n".join(
            text for _, topic, text in got
            if topic == "radio/" + name.rpartition("/")[2]))
        assert {line["input"] for line in mine} == {name}
        assert kind(mine[0]) == "provisional" and kind(mine[-1]) == "whole"
        ends = [line["end"] for line in mine if kind(line) == "segment"]
        steps = [b - a for a, b in zip(ends, ends[1:])]
        # What came twice is no step.
        assert len(steps) > 3 and all(step < 5.2 for step in steps), ends


main(test_lines, test_late, test_break, test_full, test_end, test_stop,
     test_silent_host, test_unacknowledged, test_password, test_tls,
     test_status, test_retained, test_many, test_program, test_radio)
