"""What the program lives in and cannot choose: closed streams, full disks, few
descriptors, few addresses, folders that take nothing.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import json
import math
import os
import resource
import signal
import struct
import subprocess

from glissando import (PROGRAM, Skip, main, music, prepare_world, read,
                       run, write_wav)

MIB = 1 << 20


def prepare():
    if not os.path.exists("a.wav"):
        write_wav("a.wav", music(3))
    prepare_world()


def commands():
    """Each of them, with what it needs; all write to standard output."""
    data = ["--data", "world.csv", "--cache", "cache"]
    return [["--help"], ["--version"], ["tag", "--help"], ["info"],
            ["info", "--json"], ["cache", "--cache", "cache"],
            ["tag", "a.wav"], ["tag", "--json", "a.wav"],
            ["tag", "--csv", "a.wav"], ["features", "a.wav", "-o", "-"],
            ["evaluate", "--model", "world.safetensors", *data],
            ["evaluate", "--json", "--model", "world.safetensors", *data],
            ["train", "--arch", "world.json", "-o", "out.safetensors",
             "--epochs", "1", *data]]


def shell(redirection, *arguments):
    """What a shell makes of the program's streams."""
    return subprocess.run(["sh", "-c", f'exec "$@" {redirection}', "sh",
                           PROGRAM, *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, errors="surrogateescape", timeout=300)


def test_standard_output():
    """standard output that is closed or full: one sentence, exit status 1"""
    prepare()
    for redirection in ">&-", ">/dev/full":
        for command in commands():
            done = shell(redirection, *command)
            assert done.returncode == 1, (redirection, command, done)
            said = [line for line in done.stderr.splitlines()
                    if "cannot be written" in line]
            assert len(said) == 1, (redirection, command, done.stderr)


def test_standard_error():
    """without standard error all is done as with it, and in its place"""
    prepare()
    for command in commands():
        usual = shell("", *command)
        assert usual.returncode == 0, (command, usual)
        for redirection in "2>&-", "2>/dev/full", "<&- 2>&-":
            done = shell(redirection, *command)
            assert done.returncode == 0, (redirection, command, done)
            if "train" not in command:  # which tells how long it took
                assert done.stdout == usual.stdout, (redirection, command)


def test_no_message_in_an_output():
    """what is said never lands in a file that is written"""
    prepare()
    for redirection in "2>&-", ">&- 2>&-", "<&- >&- 2>&-":
        done = shell(redirection, "tag", "--json", "-o", "out.json", "a.wav",
                     "missing.wav")
        assert done.returncode == 1, (redirection, done)
        lines = [json.loads(line) for line in read("out.json").splitlines()]
        assert len(lines) == 2, lines
        done = shell(redirection, "features", "a.wav", "-o", "out.npy")
        assert done.returncode in (0, 1), done
        run("features", "a.wav", "-o", "usual.npy")
        assert read("out.npy") == read("usual.npy")


def test_reader_that_leaves():
    """a reader that has seen enough ends the program silently by SIGPIPE;
    where that is ignored, it may end with a sentence"""
    prepare()
    for ignored in False, True:
        with subprocess.Popen([PROGRAM, "tag", *numbered(40)],
                              restore_signals=not ignored,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True) as process:
            process.stdout.readline()
            process.stdout.close()
            said = process.stderr.read().splitlines()
            status = process.wait(60)
        failed = [line for line in said if "cannot be written" in line]
        assert (status, len(failed)) == (-signal.SIGPIPE, 0) \
            or ignored and (status, len(failed)) == (1, 1), (status, said)
        assert len(said) < 40, said


def numbered(n):
    """The same sound under different names."""
    for k in range(n):
        if not os.path.exists(f"a{k}.wav"):
            os.link("a.wav", f"a{k}.wav")
    return [f"a{k}.wav" for k in range(n)]


def limited(kind, value):
    def limit():
        resource.setrlimit(kind, (value, value))
    return limit


def run_limited(kind, value, *arguments):
    env = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    return subprocess.run([PROGRAM, *arguments], env=env, timeout=60,
                          preexec_fn=limited(kind, value),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, errors="surrogateescape")


def is_sanitized():
    """A sanitizer takes all addresses for itself."""
    done = run_limited(resource.RLIMIT_AS, 300 * MIB, "--version")
    return "anitizer" in done.stderr or done.returncode < 0


def test_few_addresses():
    """little address space: a sentence at once, or all of the work"""
    prepare()
    if is_sanitized():
        raise Skip("a sanitizer needs all addresses")
    usual = sorted(run("tag", "--json", *numbered(5)).out.splitlines())
    for mib in 100, 150, 200, 250, 400, 700:
        for command in commands():
            done = run_limited(resource.RLIMIT_AS, mib * MIB, *command)
            assert done.returncode == 1, (mib, command, done)
            assert "MiB are needed" in done.stderr, (mib, command, done)
            assert done.stderr.count("\n") == 1, (mib, command, done)
    needed = 1 + int(done.stderr.split(" MiB are needed")[0].split()[-1])
    for jobs in "1", "64":
        done = run_limited(resource.RLIMIT_AS, needed * MIB, "tag", "--json",
                           "-j", jobs, *numbered(5))
        assert done.returncode == 0, (jobs, done)
        assert sorted(done.stdout.splitlines()) == usual


def test_few_descriptors():
    """few descriptors: a sentence, or all of the work"""
    prepare()
    # GStreamer looks through all plugins where it has no list of them yet.
    run("tag", "a.wav")
    usual = {}
    for command in commands():
        usual[command[0]] = shell("", *command).stdout
        for number in 4, 12, 16, 18, 22, 40:
            done = run_limited(resource.RLIMIT_NOFILE, number, *command)
            assert number >= 16 or done.returncode == 1, (number, command)
            assert done.returncode in (0, 1), (number, command, done)
            if done.returncode == 1:
                assert 1 <= len(done.stderr.splitlines()) <= 3, (number, done)
            elif command[0] != "train":
                assert done.stdout == usual[command[0]], (number, command)


def write_model(path, description):
    """A model whose only tensors are those of a dense layer, all zeros."""
    n = description["frame_shape"][0]
    tensors = {"dense.weight": [1, n], "dense.bias": [1]}
    header = {"__metadata__": {"glissando": json.dumps(description)}}
    at = 0
    for name, shape in tensors.items():
        size = 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape,
                        "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + bytes(at))


def test_greedy_model():
    """a model of few bytes cannot ask for gigabytes"""
    prepare()
    if is_sanitized():
        raise Skip("a sanitizer takes memory of its own")
    elu = {"type": "elu"}
    residual = {"type": "residual", "layers": [elu]}
    description = {
        "format": 1, "name": "greedy", "labels": ["a"], "hop": 65536,
        "front_end": {"transform": "mel", "rate": 8000, "bands": 256,
                      "fft": 2048, "hop": 64},
        "frames": 65536, "frame_shape": [256],
        "layers": [residual, {"type": "dropout", "rate": 0.5},
                   {"type": "average_frames", "chunks": 1},
                   {"type": "dense", "units": "labels", "name": "dense"},
                   {"type": "sigmoid"}]}
    write_model("greedy.safetensors", description)
    assert os.path.getsize("greedy.safetensors") < 4096
    with subprocess.Popen([PROGRAM, "tag", "--model", "greedy.safetensors",
                           "a.wav"], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        out, err = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0 and out, err
    assert 64 << 10 < usage.ru_maxrss < 768 << 10, usage.ru_maxrss
    # One more frame, or one more residual, is refused when it is read.
    for change in ({"frames": 65537}, {"frame_shape": [257]},
                   {"layers": [residual, *description["layers"]]}):
        write_model("greedier.safetensors", {**description, **change})
        done = run("tag", "--model", "greedier.safetensors", "a.wav")
        assert done.status == 1 and len(done.complaints) == 1, done.err


def test_full_disk():
    """a disk that is full: a sentence, and the old output stays"""
    prepare()
    script = """mount -t tmpfs -o size=16k,nr_inodes=20 tmpfs disk || exit 77
        printf precious >"disk/$0"; "$@" "disk/$0"; status=$?
        ls -A disk; cat "disk/$0"; exit $status"""
    os.makedirs("disk", exist_ok=True)
    for name, command in [
            ("out.npy", ["features", "a.wav", "--transform", "mel", "-o"]),
            ("out.png", ["features", "a.wav", "--picture"]),
            ("out.json", ["tag", "--json", *numbered(40), "-o"])]:
        done = subprocess.run(["unshare", "-rm", "sh", "-c", script, name,
                               PROGRAM, *command], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True,
                              errors="surrogateescape", timeout=120)
        if done.returncode == 77 or "unshare" in done.stderr:
            raise Skip("no small disk can be made here")
        assert done.returncode == 1, (name, done)
        assert done.stdout == f"{name}\nprecious", (name, done)
        said = [line for line in done.stderr.splitlines()
                if "No space left on device" in line]
        assert len(said) == 1, (name, done)


def test_folder_that_takes_nothing():
    """a folder that is not writable: a sentence, and nothing is lost"""
    prepare()
    os.chmod(".", 0o755)
    os.makedirs("locked", exist_ok=True)
    outputs = {"out.json": ["tag", "--json", "a.wav", "-o"],
               "out.npy": ["features", "a.wav", "-o"],
               "out.csv": ["evaluate", "--model", "world.safetensors",
                           "--data", "world.csv", "--cache", "cache",
                           "--predictions"],
               "out.safetensors": ["train", "--arch", "world.json", "--epochs",
                                   "1", "--data", "world.csv", "--cache",
                                   "cache", "-o"]}
    for name in outputs:
        with open(f"locked/{name}", "w") as file:
            file.write("precious")
    os.chmod("locked", 0o555)
    try:
        if os.access("locked", os.W_OK):
            wrapper = ["setpriv", "--reuid=65534", "--clear-groups"]
            if subprocess.run([*wrapper, "test", "-r", PROGRAM],
                              stderr=subprocess.DEVNULL).returncode != 0:
                raise Skip("every folder is writable for root")
        else:
            wrapper = []
        for name, command in outputs.items():
            done = run(*command, f"locked/{name}", wrapper=wrapper,
                       env={"GST_REGISTRY_UPDATE": "no"})
            assert done.status == 1, (name, done.err)
            said = [line for line in done.complaints if name in line]
            assert len(said) == 1, (name, done.err)
            assert read(f"locked/{name}") == b"precious"
        assert sorted(os.listdir("locked")) == sorted(outputs)
    finally:
        os.chmod("locked", 0o755)


main(test_standard_output, test_standard_error, test_no_message_in_an_output,
     test_reader_that_leaves, test_few_addresses, test_few_descriptors,
     test_greedy_model, test_full_disk, test_folder_that_takes_nothing)
