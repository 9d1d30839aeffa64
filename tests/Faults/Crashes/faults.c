/* Kills the process, or lets a call fail, at the n-th file-system call below a directory. Preloaded by FaultyTool.
   FAULT_ROOT   the directory; calls elsewhere are passed on
   FAULT_CALLS  "all", or the letters of the calls that count: r rename, u unlink, d rmdir, m mkdir, o open to write, s fsync, w write, t truncate
   FAULT_AT     the number of the call, from 1; 0 for none
   FAULT_ERRNO  0 kills the process before the call; else the call fails with it
   FAULT_LOG    receives the letter of each call */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *root, *calls;
static int at, error, log_file = -1;
static int count;

__attribute__((constructor)) static void start(void)
{
    root = getenv("FAULT_ROOT");
    calls = getenv("FAULT_CALLS");
    at = atoi(getenv("FAULT_AT") ? getenv("FAULT_AT") : "0");
    error = atoi(getenv("FAULT_ERRNO") ? getenv("FAULT_ERRNO") : "0");
    const char *path = getenv("FAULT_LOG");
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    if (path) log_file = real(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
}

static int fails(char call, const char *path)
{
    if (!root || !path || strncmp(path, root, strlen(root)) != 0) return 0;
    if (calls && strcmp(calls, "all") != 0 && !strchr(calls, call)) return 0;
    int number = __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST);
    ssize_t (*real)(int, const void *, size_t) = dlsym(RTLD_NEXT, "write");
    if (log_file >= 0 && real(log_file, &call, 1) < 0) return 0;
    if (number != at) return 0;
    if (error == 0) kill(getpid(), SIGKILL);
    errno = error;
    return 1;
}

static int fails_at(char call, int file)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return fails(call, path);
}

#define REAL(name) typeof(name) *real = (typeof(name) *)dlsym(RTLD_NEXT, #name)

int rename(const char *from, const char *to) { REAL(rename); return fails('r', to) ? -1 : real(from, to); }
int unlink(const char *path) { REAL(unlink); return fails('u', path) ? -1 : real(path); }
int rmdir(const char *path) { REAL(rmdir); return fails('d', path) ? -1 : real(path); }
int mkdir(const char *path, mode_t mode) { REAL(mkdir); return fails('m', path) ? -1 : real(path, mode); }
int fsync(int file) { REAL(fsync); return fails_at('s', file) ? -1 : real(file); }
int ftruncate(int file, off_t length) { REAL(ftruncate); return fails_at('t', file) ? -1 : real(file, length); }
ssize_t write(int file, const void *data, size_t size) { REAL(write); return fails_at('w', file) ? -1 : real(file, data, size); }
ssize_t pwrite(int file, const void *data, size_t size, off_t offset)
{
    REAL(pwrite);
    return fails_at('w', file) ? -1 : real(file, data, size, offset);
}
ssize_t pwritev(int file, const struct iovec *data, int parts, off_t offset)
{
    REAL(pwritev);
    return fails_at('w', file) ? -1 : real(file, data, parts, offset);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        mode_t mode = 0; \
        if (flags & O_CREAT) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
        int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, #name); \
        return (flags & (O_CREAT | O_WRONLY | O_RDWR)) && fails('o', path) ? -1 : real(path, flags, mode); \
    }
OPEN(open)
ssize_t pwrite64(int file, const void *data, size_t size, off_t offset)
{
    REAL(pwrite64);
    return fails_at('w', file) ? -1 : real(file, data, size, offset);
}
ssize_t pwritev64(int file, const struct iovec *data, int parts, off_t offset)
{
    REAL(pwritev64);
    return fails_at('w', file) ? -1 : real(file, data, parts, offset);
}
int ftruncate64(int file, off_t length) { REAL(ftruncate64); return fails_at('t', file) ? -1 : real(file, length); }
OPEN(open64)
