import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { findMarked, findProgram, type Machine, systemMachine, takeSample } from "../src/machine.ts";

/** A machine that consists of files; folders are what their paths imply. */
function machineOf(files: Readonly<Record<string, string>>): Machine {
  return {
    read: (path) => files[path] ?? null,
    list(folder) {
      const inside = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
    },
    isExecutable: (path) => files[path] === "program",
    memory: () => ({ total: 8_000, available: 5_000 }),
    load: () => 0.5,
    cores: () => 4,
  };
}

const PROCESSES = {
  "/proc/7/status": "Name:\tdeno\nVmRSS:\t    90 kB\n",
  "/proc/7/limits":
    "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024                 4096  files\n",
  "/proc/7/fd/0": "",
  "/proc/7/fd/1": "",
  "/proc/7/fd/9": "",
  "/proc/7/task/7/children": "8 ",
  "/proc/7/task/71/children": "9 10 ",
  "/proc/8/status": "VmRSS:\t 5 kB\n",
  "/proc/9/status": "VmRSS:\t 6 kB\n",
};

Deno.test(
  { name: "takeSample() reads what the kernel tells of main and its children", permissions: "none" },
  () => {
    deepStrictEqual(takeSample(machineOf(PROCESSES), 7), {
      kind: "sample",
      mainRssBytes: 90 * 1_024,
      childrenRssBytes: 11 * 1_024,
      descriptors: 3,
      descriptorsMax: 1_024,
      memoryAvailableBytes: 5_000,
      memoryLimitBytes: 8_000,
      load: 0.5,
      cores: 4,
    });
  },
);

Deno.test({ name: "takeSample() sends zeros where there is no /proc", permissions: "none" }, () => {
  const { mainRssBytes, childrenRssBytes, descriptors, descriptorsMax } = takeSample(machineOf({}), 7);
  deepStrictEqual([mainRssBytes, childrenRssBytes, descriptors, descriptorsMax], [0, 0, 0, 0]);
});

const CGROUPS = [
  {
    name: "no limit",
    files: { "/proc/7/cgroup": "0::/a\n", "/sys/fs/cgroup/a/memory.max": "max\n" },
    memory: [8_000, 5_000],
  },
  {
    name: "version 2, its own group, with file cache",
    files: {
      "/proc/7/cgroup": "0::/a\n",
      "/sys/fs/cgroup/a/memory.max": "2000\n",
      "/sys/fs/cgroup/a/memory.current": "1900\n",
      "/sys/fs/cgroup/a/memory.stat": "anon 1\ninactive_file 700\nactive_file 5\n",
    },
    memory: [2_000, 800],
  },
  {
    name: "version 2, a group above is tighter",
    files: {
      "/proc/7/cgroup": "0::/a/b\n",
      "/sys/fs/cgroup/a/b/memory.max": "4000\n",
      "/sys/fs/cgroup/a/b/memory.current": "100\n",
      "/sys/fs/cgroup/a/memory.max": "3000\n",
      "/sys/fs/cgroup/a/memory.current": "2500\n",
    },
    memory: [3_000, 500],
  },
  {
    name: "version 2, seen from inside a container",
    files: {
      "/proc/7/cgroup": "0::/\n",
      "/sys/fs/cgroup/memory.max": "1000\n",
      "/sys/fs/cgroup/memory.current": "1200\n",
    },
    memory: [1_000, 0],
  },
  {
    name: "version 1, whose path is the host's",
    files: {
      "/proc/7/cgroup": "5:cpu,memory:/docker/x\n0::/\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "1000\n",
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": "900\n",
      "/sys/fs/cgroup/memory/memory.stat": "inactive_file 1\ntotal_inactive_file 300\n",
    },
    memory: [1_000, 400],
  },
  {
    name: "version 1 without a limit",
    files: {
      "/proc/7/cgroup": "4:memory:/\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    },
    memory: [8_000, 5_000],
  },
];

Deno.test({ name: "takeSample() respects control groups", permissions: "none" }, async (t) => {
  for (const { name, files, memory } of CGROUPS) {
    await t.step(name, () => {
      const { memoryLimitBytes, memoryAvailableBytes } = takeSample(machineOf(files), 7);
      deepStrictEqual([memoryLimitBytes, memoryAvailableBytes], memory);
    });
  }
});

Deno.test({ name: "findMarked() goes by the start of an entry", permissions: "none" }, () => {
  const machine = machineOf({
    "/proc/1/environ": "A=1\0RUN=/data#1\0",
    "/proc/2/environ": "RUN=/data#2",
    "/proc/3/environ": "RUN=/data2#1\0",
    "/proc/4/environ": "XRUN=/data#1\0",
    "/proc/5/status": "",
    "/proc/self/environ": "RUN=/data#1",
  });
  deepStrictEqual(findMarked(machine, "RUN=/data#"), [1, 2]);
});

Deno.test({ name: "findProgram()", permissions: "none" }, async (t) => {
  const machine = machineOf({
    "/bin/ffmpeg": "program",
    "/opt/ffmpeg": "program",
    "/usr/ffmpeg": "text",
    "ffmpeg": "program",
  });
  await t.step("takes the first in PATH that may be run", () => {
    strictEqual(findProgram(machine, "ffmpeg", "relative:/usr::/bin:/opt"), "/bin/ffmpeg");
  });
  await t.step("takes an absolute path as it is", () => {
    strictEqual(findProgram(machine, "/opt/ffmpeg", "/bin"), "/opt/ffmpeg");
  });
  for (
    const [program, path] of [["ffmpeg", ""], ["ffmpeg", "/usr"], ["/usr/ffmpeg", "/bin"], [
      "mpv",
      "/bin",
    ]] as const
  ) {
    await t.step(`refuses ${program} in ${JSON.stringify(path)}`, () => {
      const message = `Cannot start: there is no program ${program} to run`;
      throws(() => findProgram(machine, program, path), { name: "Fault", message });
    });
  }
});

Deno.test("systemMachine sees this very process", () => {
  const sample = takeSample(systemMachine, Deno.pid);
  ok(
    sample.memoryAvailableBytes > 0 && sample.memoryLimitBytes >= sample.memoryAvailableBytes &&
      sample.cores > 0,
  );
  strictEqual(systemMachine.isExecutable(Deno.execPath()), true);
  strictEqual(systemMachine.isExecutable("/"), false);
  deepStrictEqual([systemMachine.read("/nowhere"), systemMachine.list("/nowhere")], [null, []]);
});
