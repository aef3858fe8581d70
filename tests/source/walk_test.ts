import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { denoFileTree, type FileTree } from "../../src/source/mod.ts";
import { walk } from "../../src/source/walk.ts";
import { MemoryFileTree } from "../fakes/memory_file_tree.ts";

async function sightings(root: string, tree: FileTree) {
  const all = await Array.fromAsync(walk(root, tree));
  const of = (kind: string) => all.filter((one) => one.kind === kind).map((one) => one.path).sort();
  return { all, files: of("file"), problems: of("problem"), unusable: of("unusable") };
}

Deno.test({
  name: "walk() finds media at any depth and nothing else",
  permissions: "none",
  async fn() {
    const tree = new MemoryFileTree().file("/m/a.mkv", 5, 7).file("/m/b/c/D.MP4").file("/m/b/e.txt").file(
      "/m/noext",
    )
      .file("/m/.hidden.mkv").file("/m/.git/x.mkv").file("/m/@eaDir/x.mkv").file("/m/lost+found/x.mkv").file(
        "/other/x.mkv",
      );
    const { all, files } = await sightings("/m", tree);
    deepStrictEqual(files, ["/m/a.mkv", "/m/b/c/D.MP4"]);
    deepStrictEqual(all.find((one) => one.path === "/m/a.mkv"), {
      kind: "file",
      path: "/m/a.mkv",
      sizeBytes: 5,
      modifiedMs: 7,
    });
  },
});

Deno.test({
  name: "walk() tells edit decision lists from media, and does not report those nobody can open",
  permissions: "none",
  async fn() {
    const tree = new MemoryFileTree().file("/m/a.mkv").file("/m/a.edl", 5, 7).file("/m/b/C.EDL").file(
      "/m/edl",
    )
      .file("/m/.edl").file("/m/x.edl/film.mkv").link("/m/l.edl", "/m/a.edl").link(
        "/m/out.edl",
        "/etc/x.edl",
      );
    const { all, files, problems } = await sightings("/m", tree.file("/etc/x.edl"));
    deepStrictEqual([files, problems], [["/m/a.mkv", "/m/x.edl/film.mkv"], ["/m/out.edl"]]);
    const edls = all.filter(({ kind }) => kind === "edl");
    deepStrictEqual(edls.map(({ path }) => path).sort(), ["/m/a.edl", "/m/b/C.EDL", "/m/l.edl"]);
    deepStrictEqual(all.find(({ path }) => path === "/m/a.edl"), {
      ...{ kind: "edl", path: "/m/a.edl", sizeBytes: 5, modifiedMs: 7 },
    });
  },
});

Deno.test({
  name: "walk() ends in spite of loops, and sees each folder once, by its real name",
  permissions: "none",
  async fn() {
    const tree = new MemoryFileTree().file("/m/a/x.mkv").link("/m/a/up", "/m").link("/m/again", "/m/a").link(
      "/m/self",
      "/m/self",
    );
    const { files, problems } = await sightings("/m", tree);
    deepStrictEqual(files, ["/m/a/x.mkv"]);
    deepStrictEqual(problems, ["/m/self"]);
  },
});

Deno.test({
  name:
    "walk() follows links inside the library, refuses those that leave it, and reports those that lead nowhere",
  permissions: "none",
  async fn() {
    const tree = new MemoryFileTree().file("/m/a/x.mkv").link("/m/best/y.mkv", "/m/a/x.mkv").link(
      "/m/out.mkv",
      "/etc/passwd",
    )
      .link("/m/outside", "/media2").link("/m/gone.mkv", "/m/nothing").link("/m/sibling", "/m2").file(
        "/etc/passwd",
      )
      .file("/media2/z.mkv").file("/m2/z.mkv").link("/m/.hidden", "/etc");
    const { files, problems, all } = await sightings("/m", tree);
    deepStrictEqual(files, ["/m/a/x.mkv", "/m/best/y.mkv"]);
    deepStrictEqual(problems, ["/m/gone.mkv", "/m/out.mkv", "/m/outside", "/m/sibling"]);
    ok(
      all.some((one) =>
        one.kind === "problem" && one.reason === "The link leaves the library: it leads to /etc/passwd"
      ),
    );
  },
});

Deno.test({
  name: "walk() follows a root that is itself a link",
  permissions: "none",
  async fn() {
    const tree = new MemoryFileTree().file("/disk/x.mkv").link("/disk/y.mkv", "/disk/x.mkv").link(
      "/m",
      "/disk",
    );
    deepStrictEqual((await sightings("/m", tree)).files, ["/m/x.mkv", "/m/y.mkv"]);
  },
});

Deno.test({
  name: "walk() reports a folder it cannot read and goes on",
  permissions: "none",
  async fn() {
    const tree = new MemoryFileTree().file("/m/a/x.mkv").folder("/m/b", "permission denied").file(
      "/m/c/y.mkv",
    );
    const { files, all } = await sightings("/m", tree);
    deepStrictEqual(files, ["/m/a/x.mkv", "/m/c/y.mkv"]);
    deepStrictEqual(all.filter((one) => one.kind === "problem"), [
      { kind: "problem", path: "/m/b", reason: "permission denied" },
    ]);
  },
});

Deno.test({
  name: "walk() gives up below a depth that no library has",
  permissions: "none",
  async fn() {
    const deep = (levels: number) => `/m${"/d".repeat(levels)}`;
    const tree = new MemoryFileTree().file(`${deep(32)}/in.mkv`).file(`${deep(33)}/out.mkv`);
    const { files, problems } = await sightings("/m", tree);
    deepStrictEqual(files, [`${deep(32)}/in.mkv`]);
    deepStrictEqual(problems, [deep(33)]);
  },
});

Deno.test({
  name: "walk() reports a root that vanished",
  permissions: "none",
  async fn() {
    deepStrictEqual((await sightings("/m", new MemoryFileTree())).problems, ["/m"]);
  },
});

Deno.test("walk() on real files: links, loops, and names that are no UTF-8", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/lib/a`, { recursive: true });
    await Deno.writeTextFile(`${root}/lib/a/x.mkv`, "x");
    await Deno.writeTextFile(`${root}/lib/\uFFFD honest.mkv`, "x");
    await Deno.writeTextFile(`${root}/outside.mkv`, "x");
    await Deno.symlink(`${root}/lib`, `${root}/lib/a/loop`);
    await Deno.symlink("a/x.mkv", `${root}/lib/linked.mkv`);
    await Deno.symlink("../outside.mkv", `${root}/lib/leaving.mkv`);
    // Only a shell can name a file with a byte that is no UTF-8.
    const script = `touch "$1/lib/$(printf 'caf\\351').mkv"`;
    strictEqual((await new Deno.Command("sh", { args: ["-c", script, "sh", root] }).output()).code, 0);
    const { files, problems, unusable } = await sightings(`${root}/lib`, denoFileTree);
    deepStrictEqual(files, [
      `${root}/lib/a/x.mkv`,
      `${root}/lib/linked.mkv`,
      `${root}/lib/\uFFFD honest.mkv`,
    ]);
    deepStrictEqual(problems, [`${root}/lib/leaving.mkv`]);
    deepStrictEqual(unusable, [`${root}/lib/caf\uFFFD.mkv`]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
