import { BadHttp } from "../fakes/bad_http.ts";
import { Library } from "./library.ts";

/** The channel that has a mirror on another machine. */
export const REMOTE_CHANNEL = "4";

/** A folder of its own, and the same files on a server that may go wrong. */
export class Remote implements AsyncDisposable {
  private constructor(private readonly library: Library, readonly mirror: BadHttp) {}

  /** Copies the files of a folder, and serves them from where they lie. */
  static async copy(original: string, into: string): Promise<Remote> {
    return new Remote(await Library.copy(original, into), BadHttp.start(original));
  }

  /** The folder. */
  get folder(): string {
    return this.library.folder;
  }

  /** The folder is gone until the answer is disposed of. */
  async withoutFolder(): Promise<AsyncDisposable> {
    await Deno.rename(this.folder, `${this.folder}.gone`);
    return { [Symbol.asyncDispose]: () => Deno.rename(`${this.folder}.gone`, this.folder) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.mirror[Symbol.asyncDispose]();
    await this.library[Symbol.asyncDispose]();
  }
}
