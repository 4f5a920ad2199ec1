"""The parts of a library by GNU parallel, over ssh.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import shutil
import signal
import subprocess

from glissando import PROGRAM, Skip, main
from libraries import MODEL, remove
from loopback import find, free_ports, wait_until
from servers import Servers
from shards import assert_whole, catch_in_mid_run, count, make_library

# As docs/cluster.md has it, but for the program and the model.
TAG = (f"{PROGRAM} tag {' '.join(MODEL)} -o parts/part-{{}}.db --changed"
       " --shard {}/4 many")

SSHD = """\
ListenAddress 127.0.0.1:{port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
"""

SSH = """\
Host node1 node2
  HostName 127.0.0.1
  Port {port}
  IdentityFile {folder}/user
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known
  StrictHostKeyChecking accept-new
  LogLevel ERROR
"""


def parallel(*options, **keywords):
    """In a session of its own, so that all of it can be ended."""
    return subprocess.Popen(
        [find("parallel"), "--will-cite", "--joblog", "log", "--resume-failed",
         *options, TAG, ":::", "1", "2", "3", "4"], text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        env={**os.environ, "HOME": os.getcwd()}, start_new_session=True,
        **keywords)


def fresh():
    make_library()
    shutil.rmtree("parts", ignore_errors=True)
    os.makedirs("parts")
    remove("library.db", "log")


def merge():
    parts = [f"parts/part-{i}.db" for i in range(1, 5)]
    subprocess.run([PROGRAM, "merge", "-o", "library.db", *parts], check=True,
                   stdout=subprocess.DEVNULL, timeout=120)


def finish(process):
    """One part has a file that cannot be heard."""
    _, said = process.communicate(timeout=300)
    assert process.returncode == 1, (process.returncode, said)
    assert said.count("this file is empty") == 1, said


def test_here():
    """killed with all that it started, and called again, it makes what one run
    makes"""
    find("parallel")
    fresh()
    process = parallel("-j2")
    caught = catch_in_mid_run("parts/part-1.db", signal.SIGSTOP)
    n = count("parts/part-1.db")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    os.kill(caught, signal.SIGKILL)
    wait_until(lambda: not os.path.exists(f"/proc/{caught}"), "it is gone")
    finish(parallel("-j2"))
    assert count("parts/part-1.db") > n
    merge()
    assert_whole("library.db")


def start_sshd(servers):
    """With keys of its own, for whoever runs the test."""
    folder, (port,) = os.getcwd(), free_ports(1)
    for name in ("host", "user"):
        if not os.path.exists(name):
            subprocess.run([find("ssh-keygen"), "-q", "-t", "ed25519", "-N", "",
                            "-f", name], check=True)
    for name, text in (("sshd.conf", SSHD), ("ssh.conf", SSH)):
        with open(name, "w") as file:
            file.write(text.format(folder=folder, port=port))
    if os.geteuid() == 0:
        os.makedirs("/run/sshd", exist_ok=True)
    servers.start(find("sshd"), "-D", "-e", "-f", f"{folder}/sshd.conf")
    wait_until(lambda: subprocess.run(
        ["ssh", "-F", "ssh.conf", "node1", "true"], timeout=60).returncode == 0,
        "sshd answers")


def test_over_ssh():
    """two machines take the parts by ssh"""
    find("parallel")
    if shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin") is None:
        # Where systemd is, to install it is to open the machine to the network.
        raise Skip("openssh-server is missing, and is not installed for a test")
    fresh()
    with Servers() as servers:
        start_sshd(servers)
        finish(parallel("--ssh", f"ssh -F {os.getcwd()}/ssh.conf", "--workdir",
                        os.getcwd(), "-j1", "-S", "node1,node2"))
    with open("log") as log:
        hosts = {line.split("\t")[1] for line in log.readlines()[1:]}
    assert hosts == {"node1", "node2"}, hosts
    merge()
    assert_whole("library.db")


main(test_here, test_over_ssh)
