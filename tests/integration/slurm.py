"""A Slurm of one node, in the folder in which the test runs.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import glob
import os
import socket
import subprocess

from glissando import Skip
from loopback import find, free_ports, wait_until
from servers import Servers, show

# Everything on the loopback: by default both daemons listen everywhere. A task
# that is requeued waits for its old credential to expire, by default for 120 s.
CONF = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket,cred_expire=20
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
KillWait=5
SchedulerParameters=batch_sched_delay=1,sched_interval=2
CommunicationParameters=NoAddrCache,NoInAddrAny,NoCtldInAddrAny
NodeName={host} NodeAddr=127.0.0.1 CPUs={cpus} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def is_here(host):
    try:
        return socket.gethostbyname(host) == "127.0.0.1"
    except OSError:
        return False


class Slurm:
    """As a context: from when its node is idle to when nothing of it is left."""

    def __init__(self, folder, cpus=2):
        if os.geteuid() != 0:
            raise Skip("Slurm's daemons are started by root alone")
        self.folder = os.path.abspath(folder)
        self.cpus = cpus
        self.servers = Servers()
        self.host = socket.gethostname().split(".")[0]
        self.environment = {}
        for name in ("munged", "slurmctld", "slurmd", "sbatch", "scontrol"):
            find(name)

    def place(self, name):
        return os.path.join(self.folder, name)

    def __enter__(self):
        for name in ("state", "spool"):
            os.makedirs(self.place(name))
        if not is_here(self.host):
            self.take_other_name()
        with open(self.place("slurm.conf"), "w") as file:
            file.write(CONF.format(host=self.host, folder=self.folder,
                                   cpus=self.cpus, ports=free_ports(2)))
        self.environment["SLURM_CONF"] = self.place("slurm.conf")
        try:
            self.start_all()
        except BaseException as failure:
            self.__exit__(type(failure), failure, None)
            raise
        return self

    def take_other_name(self):
        """Daemons listen where the machine's name leads to, which must not be
        the network: libnss-wrapper gives it another name."""
        with open(self.place("hosts"), "w") as file:
            file.write("127.0.0.1 localhost node\n")
        libraries = glob.glob("/usr/lib/*/libnss_wrapper.so")
        if not libraries:
            raise Skip(f"{self.host} does not lead to 127.0.0.1, and "
                       "libnss-wrapper is missing: "
                       "pipelines/install-packages integration")
        self.host = "node"
        self.environment.update(LD_PRELOAD=libraries[0],
                                NSS_WRAPPER_HOSTNAME=self.host,
                                NSS_WRAPPER_HOSTS=self.place("hosts"))

    def start(self, *command):
        self.servers.start(*command, env={**os.environ, **self.environment})

    def start_all(self):
        self.start_munge()
        self.start(find("slurmctld"), "-D")
        self.start(find("slurmd"), "-D", "-N", self.host)
        wait_until(lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T"),
                   "the node is idle")

    def start_munge(self):
        """It vouches for who a message is from; its key must be secret."""
        key = self.place("munge.key")
        with open(os.open(key, os.O_CREAT | os.O_WRONLY, 0o400), "wb") as file:
            file.write(os.urandom(128))
        self.start(
            find("munged"), "-F", "--force", "--num-threads=1",
            f"--key-file={key}", f"--socket={self.place('munge.socket')}",
            f"--pid-file={self.place('munged.pid')}",
            f"--log-file={self.place('munged.log')}",
            f"--seed-file={self.place('munged.seed')}")
        wait_until(lambda: os.path.exists(self.place("munge.socket")),
                   "munged listens")

    def ask(self, *command):
        """What it says, whether or not it works."""
        return subprocess.run(command, stdout=subprocess.PIPE, timeout=60,
                              stderr=subprocess.STDOUT, text=True,
                              env={**os.environ, **self.environment}).stdout

    def submit(self, *arguments):
        """The number of a job."""
        said = self.ask("sbatch", "--parsable", *arguments)
        assert said.strip().isdigit(), said
        return said.strip()

    def get(self, job, name):
        """One field of a job, or of one task of an array (JOB_TASK)."""
        for word in self.ask("scontrol", "show", "job", job).split():
            if word.startswith(name + "="):
                return word.partition("=")[2]
        return None

    def queue(self):
        return self.ask("squeue", "-h", "-o", "%i %T").split("\n")[:-1]

    def wait_for_all(self, seconds=300):
        wait_until(lambda: not self.queue(), "no job is left", seconds)

    def __exit__(self, *failure):
        if failure[0] is not None:
            self.show("slurmctld.log", "slurmd.log")
        self.ask("scancel", "--user=root", "--signal=KILL")
        self.ask("scancel", "--user=root")
        try:
            self.wait_for_all(30)
        finally:
            self.servers.__exit__(*failure)

    def show(self, *names):
        for name in names:
            if os.path.exists(self.place(name)):
                show(name, self.place(name))
