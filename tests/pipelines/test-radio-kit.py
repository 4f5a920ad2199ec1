"""What pipelines/radio has: units for systemd, rotation, the way to MQTT.

SPDX-License-Identifier: GPL-2.0-or-later

    test-radio-kit.py GLISSANDO PIPELINES-RADIO
"""
import grp
import json
import os
import pwd
import re
import subprocess
import sys
import time

from glissando import PROGRAM, main
from loopback import (answers, find, free_ports, kill_later, start,
                      wait_until)
from stations import (kind, read_file, read_json, station,
                      wait_for_lines)

KIT = os.path.abspath(sys.argv[2])
LOG = "/var/log/glissando/radio.json"


def read_kit(name):
    return read_file(os.path.join(KIT, name))


def get(unit, name):
    return re.search(rf"^{name}=(.*)$", read_kit(unit), re.MULTILINE)[1]


def end(process):
    process.terminate()
    process.communicate(timeout=30)


def test_units():
    """systemd takes the units as they are"""
    verify = find("systemd-analyze")
    units = [name for name in os.listdir(KIT) if name.endswith(".service")]
    assert len(units) == 2, units
    for name in units:
        with open(name, "w") as file:
            file.write(read_kit(name).replace("/usr/local/bin/glissando",
                                              PROGRAM))
    done = subprocess.run([verify, "verify", *(f"./{name}" for name in units)],
                          stderr=subprocess.PIPE, text=True)
    # What other units of the machine have is not ours.
    said = [line for line in done.stderr.splitlines() if "glissando" in line]
    assert said == [], said


def test_options():
    """the unit's options are understood, and its log is that of the others"""
    words = get("glissando-radio.service", "ExecStart").split()
    assert words[:2] == ["/usr/local/bin/glissando", "tag"], words
    at = words.index("-o")
    assert words[at + 1].replace("${LOGS_DIRECTORY}", "/var/log/glissando"
                                 ) == LOG, words
    process = start(*words[2:at], "-o", "radio.json", station("kit"))
    wait_for_lines("radio.json", 3)
    end(process)
    assert process.returncode == int(get("glissando-radio.service",
                                         "SuccessExitStatus"))
    assert [kind(line) for line in read_json(read_file("radio.json"))[-3:]] == [
        "title", "period", "whole"]
    for name in ("glissando-radio-mqtt.service", "logrotate.conf"):
        assert LOG in read_kit(name), name


def test_rotation():
    """logrotate takes the file away, and not a line is lost"""
    logrotate = find("logrotate")
    log = os.path.abspath("rotated.json")
    owner = "su {} {}".format(pwd.getpwuid(os.getuid()).pw_name,
                              grp.getgrgid(os.getgid()).gr_name)
    with open("logrotate.conf", "w") as file:
        file.write(re.sub("su .*", owner, read_kit("logrotate.conf")).replace(
            LOG, log).replace("  dateext\n", ""))
    os.chmod("logrotate.conf", 0o644)
    process = start("--json", "--top", "1", "--append", "-o", log,
                    station("silent"))
    for _ in range(3):
        wait_for_lines(log, 2)
        done = subprocess.run([logrotate, "-f", "-s", os.path.abspath("state"),
                               "logrotate.conf"], stderr=subprocess.PIPE,
                              text=True)
        assert done.returncode == 0, done.stderr
    wait_for_lines(log, 2)
    end(process)
    older = subprocess.run(["zcat", f"{log}.3.gz", f"{log}.2.gz"],
                           stdout=subprocess.PIPE, text=True, check=True).stdout
    lines = read_json(older + read_file(f"{log}.1") + read_file(log))
    ends = [line["end"] for line in lines[:-1] if kind(line) == "segment"]
    steps = [b - a for a, b in zip(ends, ends[1:])]
    assert len(steps) > 3 and all(0 < step < 5.2 for step in steps), ends
    assert kind(lines[-1]) == "whole"


def start_broker(port):
    with open("broker.conf", "w") as file:
        file.write(f"listener {port} 127.0.0.1\nallow_anonymous true\n"
                   f"persistence false\nuser {pwd.getpwuid(os.getuid())[0]}\n")
    broker = subprocess.Popen([find("mosquitto"), "-c", "broker.conf"],
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    kill_later(broker)
    wait_until(lambda: answers(port), "the broker answers", seconds=10)
    return broker


def start_sender(port):
    """The command of the unit, as systemd runs it."""
    command = re.fullmatch(r"/bin/sh -c '(.*)'",
                           get("glissando-radio-mqtt.service", "ExecStart"))[1]
    return subprocess.Popen(
        ["sh", "-c", command.replace(LOG, "sent.json")],
        env={**os.environ, "BROKER": "127.0.0.1", "PORT": str(port),
             "TOPIC": "radio/tags"}, start_new_session=True)


def test_mqtt():
    """each line is a message; a broker that was restarted is found again"""
    find("mosquitto_pub")
    port, = free_ports(1)
    broker = start_broker(port)
    with open("sent.json", "w"):
        pass
    sender = start_sender(port)
    received = subprocess.Popen([find("mosquitto_sub"), "-p", str(port), "-q",
                                 "1", "-t", "radio/#", "-W", "60"],
                                stdout=subprocess.PIPE, text=True)
    time.sleep(1)
    process = start("--json", "--append", "-o", "sent.json", station("kit"))
    try:
        for line in read_file_lines("sent.json", 3):
            assert json.loads(received.stdout.readline()) == json.loads(line)
        broker.terminate()
        broker.wait(timeout=10)
        broker = start_broker(port)
        later = json.loads(received.stdout.readline())
        assert later in read_json(read_file("sent.json"))
    finally:
        end(process)
        os.killpg(sender.pid, 15)
        received.terminate()
        broker.terminate()


def read_file_lines(path, n):
    wait_for_lines(path, n)
    return read_file(path).splitlines()[:n]


main(test_units, test_options, test_rotation, test_mqtt)
