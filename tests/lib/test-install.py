"""The library as it is installed: each public header by itself in C and C++, all
of them in a program, and no symbol that no header declares.

SPDX-License-Identifier: GPL-2.0-or-later

    test-install.py SOURCE-FOLDER BUILD-FOLDER GLISSANDO
"""
import array
import glob
import os
import random
import re
import subprocess
import sys
import tempfile
import wave

SOURCE, BUILD, PROGRAM = map(os.path.abspath, sys.argv[1:])
RATE = 16000
STRICT = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
COMPILERS = {"c": ["cc", "-std=c11"], "cc": ["c++", "-std=c++17"]}

EXAMPLE = r"""
#include <glissando.h>
#include <stdio.h>

int
main (void)
{
  GError *error = NULL;
  GlsSpec spec;
  GlsTransformPlan *plan;

  gls_spec_init (&spec, GLS_TRANSFORM_JTFST);
  plan = gls_transform_plan_new (&spec, &error);
  if (plan == NULL)
    return 1;
  printf ("%zu values a frame\n", gls_transform_plan_get_frame_size (plan));
  gls_transform_plan_unref (plan);
  spec.J = 99;
  plan = gls_transform_plan_new (&spec, &error);
  if (plan != NULL || !g_error_matches (error, GLS_ERROR,
        GLS_ERROR_INVALID_SPEC))
    return 1;
  g_error_free (error);
  return 0;
}
"""


def run(*command, **options):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, **options)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
    return done.stdout


class Installed:
    """`meson install` into a folder of the test's."""

    def __init__(self, folder):
        run("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet",
            "--destdir", folder)
        self.folder = folder
        described, = self.find("glissando-1.0.pc")
        self.library, = self.find("libglissando-1.0.so")
        self.move(described)
        self.environment = {
            **os.environ,
            "PKG_CONFIG_PATH": os.path.dirname(described),
            "LD_LIBRARY_PATH": os.path.dirname(self.library)}
        self.include, = self.find("glissando-1.0/glissando.h")
        self.include = os.path.dirname(self.include)
        self.headers = sorted(
            os.path.relpath(path, self.include) for path in
            glob.glob(f"{self.include}/**/*.h", recursive=True))

    def find(self, name):
        return glob.glob(f"{self.folder}/**/{name}", recursive=True)

    def move(self, described):
        """The prefix in the .pc file is where it lies now."""
        with open(described) as file:
            text = file.read()
        with open(described, "w") as file:
            file.write(re.sub(r"^prefix=", f"prefix={self.folder}", text,
                              flags=re.MULTILINE))

    def flags(self, what):
        return run("pkg-config", what, "glissando-1.0",
                   env=self.environment).split()

    def compile(self, language, text, *options):
        source = os.path.join(self.folder, f"example.{language}")
        with open(source, "w") as file:
            file.write(text)
        run(*COMPILERS[language], *STRICT, *self.flags("--cflags"), source,
            *options, env=self.environment)


def test_headers(installed):
    """each header compiles by itself, in C and in C++"""
    assert len(installed.headers) > 10, installed.headers
    for language in COMPILERS:
        for header in installed.headers:
            installed.compile(language, f"#include <{header}>\nint used;\n",
                              "-fsyntax-only")


def test_umbrella(installed):
    """glissando.h includes every header that is installed"""
    with open(f"{installed.include}/glissando.h") as file:
        included = set(re.findall(r'#include "(.*)"', file.read()))
    missing = set(installed.headers) - included - {"glissando.h"}
    # included by gls.h
    assert missing == {"gls-version.h"}, missing


def test_program(installed):
    """a program in C and in C++ is compiled, linked and runs"""
    for language in COMPILERS:
        program = os.path.join(installed.folder, f"example-{language}")
        installed.compile(language, EXAMPLE, "-o", program,
                          *installed.flags("--libs"))
        assert "values a frame" in run(program, env=installed.environment)


def test_symbols(installed):
    """what the library exports is what its headers declare"""
    declared = set()
    for header in installed.headers:
        with open(f"{installed.include}/{header}") as file:
            text = re.sub(r"/\*.*?\*/|^#.*?[^\\]$", "", file.read(),
                          flags=re.DOTALL | re.MULTILINE)
        for statement in re.findall(r"\bGLS_API\b([^;]*);", text):
            declared.add(re.search(r"(\w+)\s*(\(|\[|$)", statement)[1])
    listed = run("nm", "-D", "--defined-only", installed.library)
    exported = {line.split()[-1] for line in listed.splitlines()}
    assert exported == declared, (
        f"exported but not declared: {sorted(exported - declared)}; "
        f"declared but not exported: {sorted(declared - exported)}")


def test_beside(installed):
    """the program comes with its manual page, completion and licence"""
    for name in ("bin/glissando", "man1/glissando.1", "COPYING", "NEWS",
                 "completions/glissando.bash", "libgstglissando.so"):
        assert len(installed.find(name)) == 1, name
    with open(f"{SOURCE}/COPYING") as file:
        assert "GNU GENERAL PUBLIC LICENSE" in file.read(200)


def noise(seconds):
    """Bursts of noise, one a second, each quieter or louder: 16-bit samples."""
    rand = random.Random(1)
    x = array.array("h")
    for _ in range(int(seconds * 4)):
        level = rand.randrange(100, 20000)
        x.extend(rand.randrange(-level, level + 1) for _ in range(RATE // 4))
    return x


def write_wav(path, x):
    with wave.open(path, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(x.tobytes())


def test_documented(installed):
    """the example of docs/library.md says what glissando tag --json says"""
    with open(f"{SOURCE}/docs/library.md") as file:
        example, = re.findall(r"^```c\n(.*?)^```", file.read(),
                              flags=re.DOTALL | re.MULTILINE)
    program = os.path.join(installed.folder, "tag")
    installed.compile("c", example, "-o", program, *installed.flags("--libs"))
    wav = os.path.join(installed.folder, "x.wav")
    environment = {**installed.environment, "OPENBLAS_NUM_THREADS": "1"}
    for seconds in 5, 45:  # one that is repeated; two segments and a rest
        x = noise(seconds)
        write_wav(wav, x)
        done = run(PROGRAM, "tag", "--json", "--top", "5", "--jobs", "1", wav,
                   env=environment)
        wanted = [line for line in re.sub(r'"input":"[^"]*",', "", done)
                  .splitlines() if line.startswith("{")
                  and '"summary":true' not in line]
        assert len(wanted) == (1 if seconds == 5 else 2), done
        raw = array.array("f", (value / 32768 for value in x)).tobytes()
        got = subprocess.run([program], input=raw, env=environment, check=True,
                             stdout=subprocess.PIPE).stdout.decode()
        assert got.splitlines() == wanted, f"{got}\nnot\n" + "\n".join(wanted)


def main(*tests):
    print(f"1..{len(tests)}")
    failed = False
    with tempfile.TemporaryDirectory(prefix="glissando-install-") as folder:
        installed = Installed(folder)
        for number, test in enumerate(tests, 1):
            try:
                test(installed)
                print(f"ok {number} - {test.__doc__}")
            except Exception as error:
                failed = True
                print(f"not ok {number} - {test.__doc__}")
                for line in str(error).splitlines()[:60]:
                    print("#", line)
    sys.exit(failed)


main(test_headers, test_umbrella, test_program, test_symbols,
     test_beside, test_documented)
