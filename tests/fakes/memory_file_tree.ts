import type { FileFacts, FileTree, FolderEntry } from "../../src/source/mod.ts";

/** A node of the tree in memory. */
type Node =
  | { readonly kind: "folder"; readonly fault?: string }
  | { readonly kind: "file"; readonly sizeBytes: number; readonly modifiedMs: number }
  | { readonly kind: "link"; readonly target: string };

/** Files in memory, links and unreadable places included. */
export class MemoryFileTree implements FileTree {
  readonly #nodes = new Map<string, Node>([["/", { kind: "folder" }]]);

  /** Puts a file somewhere, making its folders. */
  file(path: string, sizeBytes = 1_000, modifiedMs = 0): this {
    return this.#put(path, { kind: "file", sizeBytes, modifiedMs });
  }

  /** Makes a folder; with a fault it cannot be listed. */
  folder(path: string, fault?: string): this {
    return this.#put(path, { kind: "folder", ...(fault === undefined ? {} : { fault }) });
  }

  /** Makes a link. */
  link(path: string, target: string): this {
    return this.#put(path, { kind: "link", target });
  }

  /** Takes away a path and everything below it. */
  remove(path: string): void {
    for (const key of this.#nodes.keys()) {
      if (key === path || key.startsWith(`${path}/`)) this.#nodes.delete(key);
    }
  }

  async *list(folder: string): AsyncIterable<FolderEntry> {
    const real = await this.realPath(folder);
    const node = this.#nodes.get(real);
    if (node?.kind !== "folder") throw new Error(`not a folder: ${folder}`);
    if (node.fault !== undefined) throw new Error(node.fault);
    const prefix = real === "/" ? "/" : `${real}/`;
    for (const [path, { kind }] of [...this.#nodes]) {
      const name = path.slice(prefix.length);
      if (path.startsWith(prefix) && name !== "" && !name.includes("/")) yield { name, kind };
    }
  }

  async stat(path: string): Promise<FileFacts | null> {
    const real = await this.realPath(path).catch(() => null);
    const node = real === null ? undefined : this.#nodes.get(real);
    if (node === undefined || node.kind === "link") return null;
    return node.kind === "file" ? node : { kind: "folder", sizeBytes: 0, modifiedMs: 0 };
  }

  realPath(path: string): Promise<string> {
    let real = "";
    let hops = 0;
    const rest = path.split("/").filter((part) => part !== "");
    for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
      const node = this.#nodes.get(`${real}/${part}`);
      if (node === undefined) return Promise.reject(new Error(`No such file or directory: ${path}`));
      if (node.kind !== "link") real += `/${part}`;
      else if (++hops > 40) return Promise.reject(new Error(`Too many levels of symbolic links: ${path}`));
      else {
        real = "";
        rest.unshift(...node.target.split("/").filter((one) => one !== ""));
      }
    }
    return Promise.resolve(real === "" ? "/" : real);
  }

  #put(path: string, node: Node): this {
    const parent = path.slice(0, path.lastIndexOf("/"));
    if (parent !== "" && !this.#nodes.has(parent)) this.#put(parent, { kind: "folder" });
    this.#nodes.set(path, node);
    return this;
  }
}
