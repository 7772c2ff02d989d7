"""System calls that no notebook needs: each is refused, and the answer beside it earns what it earns without."""

# %% every_number_of_a_call_is_tried | clip | before
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
harmless = {15, 22, 34, 56, 57, 58, 59, 60, 61, 62, 102, 139, 200, 219, 231, 234, 293, 322}
for number in range(330, 512):
    libc.syscall(number, -1, -1, -1, -1, -1, -1)
for number in set(range(330)) - harmless:
    child = os.fork()
    if child == 0:
        libc.alarm(1)
        libc.syscall(number, -1, -1, -1, -1, -1, -1)
        os._exit(0)
    os.waitpid(child, 0)

# %% calls_by_another_table | clip | before
import ctypes, mmap
libc = ctypes.CDLL(None, use_errno=True)
for number in (0, 41, 59, 101, 165, 272):
    libc.syscall(0x40000000 | number, 0, 0, 0)
code = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"  # mov eax, 20; int 0x80; ret
page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
page.write(code)
ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))()

# %% handle_of_the_grader | clip | before
import os, signal, socket
for number in os.listdir("/proc/self/fd"):
    try:
        end = socket.socket(fileno=os.dup(int(number)))
        print(end.getsockopt(socket.SOL_SOCKET, 17, 12))
        end.setsockopt(socket.SOL_SOCKET, 76, 1)
        handle = int.from_bytes(end.getsockopt(socket.SOL_SOCKET, 77, 4), "little")
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    except OSError:
        pass
