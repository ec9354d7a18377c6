/* A disk that fails at the nth step of writing below a folder: preloaded into a process by tests/hardening/disk.py.
 *
 * FAULTS_BELOW names the folder. faults_arm(n, how) makes the nth step from then on fail; faults_steps() counts them.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE, FULL, BROKEN_ONCE, KILLED, TORN };

static atomic_long steps, nth;
static atomic_int mode;

void faults_arm(long at, int how) {
    atomic_store(&steps, 0);
    atomic_store(&nth, at);
    atomic_store(&mode, how);
}

long faults_steps(void) { return atomic_load(&steps); }

static int below(const char *path) {
    const char *folder = getenv("FAULTS_BELOW");
    return folder && strncmp(path, folder, strlen(folder)) == 0;
}

static int name_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return 1;
}

static int counted(int fd) {
    char path[PATH_MAX];
    return name_of(fd, path) && below(path);
}

/* Whether this step must fail: 0 no, else how. */
static int falls(void) {
    long now = atomic_fetch_add(&steps, 1) + 1;
    int how = atomic_load(&mode);
    long at = atomic_load(&nth);
    if (how == FULL && now >= at) return FULL;
    return now == at ? how : NONE;
}

static int fails(int how) {
    if (how == KILLED || how == TORN) kill(getpid(), SIGKILL);
    errno = how == FULL ? ENOSPC : EIO;
    return -1;
}

#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t count) {
    REAL(write);
    int how = counted(fd) ? falls() : NONE;
    if (how == TORN) real(fd, data, count / 2);
    return how ? fails(how) : real(fd, data, count);
}

ssize_t pwrite(int fd, const void *data, size_t count, off_t offset) {
    REAL(pwrite);
    int how = counted(fd) ? falls() : NONE;
    if (how == TORN) real(fd, data, count / 2, offset);
    return how ? fails(how) : real(fd, data, count, offset);
}

ssize_t pwrite64(int fd, const void *data, size_t count, off64_t offset) {
    REAL(pwrite64);
    int how = counted(fd) ? falls() : NONE;
    if (how == TORN) real(fd, data, count / 2, offset);
    return how ? fails(how) : real(fd, data, count, offset);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(writev);
    int how = counted(fd) ? falls() : NONE;
    return how ? fails(how) : real(fd, parts, count);
}

int ftruncate(int fd, off_t length) {
    REAL(ftruncate);
    int how = counted(fd) ? falls() : NONE;
    return how ? fails(how) : real(fd, length);
}

int ftruncate64(int fd, off64_t length) {
    REAL(ftruncate64);
    int how = counted(fd) ? falls() : NONE;
    return how ? fails(how) : real(fd, length);
}

int fsync(int fd) {
    REAL(fsync);
    int how = counted(fd) ? falls() : NONE;
    return how ? fails(how) : real(fd);
}

int fdatasync(int fd) {
    REAL(fdatasync);
    int how = counted(fd) ? falls() : NONE;
    return how ? fails(how) : real(fd);
}

int rename(const char *from, const char *to) {
    REAL(rename);
    int how = below(to) ? falls() : NONE;
    return how ? fails(how) : real(from, to);
}

int mkdir(const char *path, mode_t rights) {
    REAL(mkdir);
    int how = below(path) ? falls() : NONE;
    return how ? fails(how) : real(path, rights);
}
