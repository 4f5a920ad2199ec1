/* A library to preload: the n-th system call of one kind fails, or of kind
 * “thread” the n-th start of one.
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 *     GLISSANDO_FAIL="write 17 28"   the 17th write gives errno 28, ENOSPC
 *     GLISSANDO_FAIL_BELOW=FOLDER    of those on files below FOLDER only
 *     GLISSANDO_FAIL_MARK=FILE       is made when the call has failed
 *
 * A filter of the kernel (seccomp) sends the calls of that kind to a handler
 * here, so also those that the C library makes for itself, as for fwrite(). The
 * handler makes the call in place of the program, or lets it fail. A close that
 * fails closes all the same, as Linux has it.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

/* raw (number, six arguments); what it calls from raw_end is not filtered. */
long raw (long number, ...);
extern const char raw_end[];

#if defined __x86_64__

__asm__(".text\n.globl raw\nraw:\n"
        "mov %rdi, %rax\nmov %rsi, %rdi\nmov %rdx, %rsi\nmov %rcx, %rdx\n"
        "mov %r8, %r10\nmov %r9, %r8\nmov 8(%rsp), %r9\nsyscall\n"
        ".globl raw_end\nraw_end: ret\n");

static void
read_call (const ucontext_t *context, long *arguments)
{
  static const int registers[] = { REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8,
    REG_R9 };

  for (int i = 0; i < 6; i++)
    arguments[i] = context->uc_mcontext.gregs[registers[i]];
}

static void
answer (ucontext_t *context, long result)
{
  context->uc_mcontext.gregs[REG_RAX] = result;
}

#elif defined __aarch64__

__asm__(".text\n.globl raw\nraw:\n"
        "mov x8, x0\nmov x0, x1\nmov x1, x2\nmov x2, x3\nmov x3, x4\n"
        "mov x4, x5\nmov x5, x6\nsvc 0\n.globl raw_end\nraw_end: ret\n");

static void
read_call (const ucontext_t *context, long *arguments)
{
  for (int i = 0; i < 6; i++)
    arguments[i] = (long) context->uc_mcontext.regs[i];
}

static void
answer (ucontext_t *context, long result)
{
  context->uc_mcontext.regs[0] = (unsigned long) result;
}

#else
#error "the registers of this processor are not known here"
#endif

/* Which argument says what file it is about: a descriptor or a path. */
typedef struct
{
  const char *kind;
  long number;
  int descriptor; /* argument, or -1 */
  int path;       /* argument, or -1 */
} Call;

static const Call calls[] = {
  { "read", SYS_read, 0, -1 },
  { "read", SYS_pread64, 0, -1 },
  { "read", SYS_readv, 0, -1 },
  { "write", SYS_write, 0, -1 },
  { "write", SYS_pwrite64, 0, -1 },
  { "write", SYS_writev, 0, -1 },
  { "open", SYS_openat, -1, 1 },
  { "close", SYS_close, 0, -1 },
  { "rename", SYS_renameat, -1, 1 },
  { "rename", SYS_renameat2, -1, 1 },
  { "fsync", SYS_fsync, 0, -1 },
  { "fsync", SYS_fdatasync, 0, -1 },
  { "mmap", SYS_mmap, 4, -1 },
  { "mkdir", SYS_mkdirat, -1, 1 },
  { "unlink", SYS_unlinkat, -1, 1 },
  { "seek", SYS_lseek, 0, -1 },
  { "lock", SYS_flock, 0, -1 },
#ifdef SYS_open
  { "open", SYS_open, -1, 0 },
  { "rename", SYS_rename, -1, 0 },
  { "mkdir", SYS_mkdir, -1, 0 },
  { "unlink", SYS_unlink, -1, 0 },
#endif
};

#define N_CALLS (sizeof calls / sizeof calls[0])

static char kind[16], below[4096], mark[4096];
static long failing, n_calls;
static int number_of_error;

static const Call *
find_call (long number)
{
  for (size_t i = 0; i < N_CALLS; i++)
    if (calls[i].number == number)
      return &calls[i];
  return NULL;
}

static int
is_below (const char *path)
{
  return path[0] != '/' || strncmp (path, below, strlen (below)) == 0;
}

/* No function of the C library that might call what is filtered. */
static int
is_about (const Call *call, const long *arguments)
{
  char link[32] = "/proc/self/fd/", path[4096], digits[12];
  long descriptor, n;
  int k = 0;

  if (call->path >= 0)
    return is_below ((const char *) arguments[call->path]);
  descriptor = (int) arguments[call->descriptor];
  if (descriptor < 0)
    return 0;
  do {
    digits[k++] = (char) ('0' + descriptor % 10);
    descriptor /= 10;
  } while (descriptor > 0);
  for (char *at = link + strlen (link); k > 0;)
    *at++ = digits[--k];
  n = raw (SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1, 0, 0);
  if (n <= 0)
    return 0;
  path[n] = '\0';
  return path[0] == '/' && is_below (path);
}

static int
is_the_one (const Call *call, const long *arguments)
{
  return is_about (call, arguments)
      && __atomic_add_fetch (&n_calls, 1, __ATOMIC_RELAXED) == failing;
}

static void
make_mark (void)
{
  long fd = raw (SYS_openat, AT_FDCWD, mark, O_WRONLY | O_CREAT, 0666, 0, 0);

  if (fd >= 0)
    raw (SYS_close, fd, 0, 0, 0, 0, 0);
}

static void
on_call (int signal_number, siginfo_t *info, void *data)
{
  const Call *call = find_call (info->si_syscall);
  ucontext_t *context = data;
  long a[6], result = 0;
  int fails;

  read_call (context, a);
  fails = is_the_one (call, a);
  if (!fails || info->si_syscall == SYS_close)
    result = raw (info->si_syscall, a[0], a[1], a[2], a[3], a[4], a[5]);
  if (fails)
    make_mark ();
  answer (context, fails ? -number_of_error : result);
}

/* Those of the kind go to the handler, all others on. */
static void
install_filter (void)
{
  const uint64_t mine = (uint64_t) (uintptr_t) raw_end;
  struct sock_filter code[N_CALLS * 2 + 8];
  unsigned short n = 0;
  struct sock_fprog program = { .filter = code };

  code[n++] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
      offsetof (struct seccomp_data, instruction_pointer));
  code[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K,
      (uint32_t) mine, 0, 3);
  code[n++] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
      offsetof (struct seccomp_data, instruction_pointer) + 4);
  code[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K,
      (uint32_t) (mine >> 32), 0, 1);
  code[n++] =
      (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  code[n++] = (struct sock_filter) BPF_STMT (BPF_LD | BPF_W | BPF_ABS,
      offsetof (struct seccomp_data, nr));
  for (size_t i = 0; i < N_CALLS; i++) {
    if (strcmp (calls[i].kind, kind) != 0)
      continue;
    code[n++] = (struct sock_filter) BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K,
        (uint32_t) calls[i].number, 0, 1);
    code[n++] =
        (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_TRAP);
  }
  code[n++] =
      (struct sock_filter) BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  program.len = n;
  if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
      || syscall (SYS_seccomp, SECCOMP_SET_MODE_FILTER,
             SECCOMP_FILTER_FLAG_TSYNC, &program)
          != 0) {
    fprintf (stderr, "fail-nth: the kernel takes no filter\n");
    _exit (77);
  }
}

__attribute__ ((visibility ("default"))) int
pthread_create (pthread_t *thread, const pthread_attr_t *attributes,
    void *(*func) (void *), void *data)
{
  static int (*real) (pthread_t *, const pthread_attr_t *, void *(*) (void *),
      void *);

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "pthread_create");
  if (strcmp (kind, "thread") == 0
      && __atomic_add_fetch (&n_calls, 1, __ATOMIC_RELAXED) == failing) {
    make_mark ();
    return number_of_error;
  }
  return real (thread, attributes, func, data);
}

static void
copy_variable (const char *name, char *to, size_t size)
{
  const char *value = getenv (name);

  if (value != NULL)
    snprintf (to, size, "%s", value);
}

__attribute__ ((constructor)) static void
start (void)
{
  struct sigaction action = { .sa_sigaction = on_call,
    .sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK };
  const char *what = getenv ("GLISSANDO_FAIL");

  if (what == NULL)
    return;
  if (sscanf (what, "%15s %ld %d", kind, &failing, &number_of_error) != 3) {
    fprintf (stderr, "fail-nth: GLISSANDO_FAIL is not “KIND N ERRNO”\n");
    _exit (77);
  }
  copy_variable ("GLISSANDO_FAIL_BELOW", below, sizeof below);
  copy_variable ("GLISSANDO_FAIL_MARK", mark, sizeof mark);
  if (strcmp (kind, "thread") == 0)
    return;
  sigaction (SIGSYS, &action, NULL);
  install_filter ();
}
