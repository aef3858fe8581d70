import { freePort, makeRivalFolder, type Rival, startRival } from "./rival.ts";

/** What nginx serves, and how fast. */
export interface NginxWish {
  /** The file. */
  readonly bytes: Uint8Array;
  /** Pace of each download; as fast as it is taken when absent. */
  readonly bytesPerSecond?: number;
}

/** nginx with one worker, serving a static file with `sendfile`: the least a server can spend on bytes. */
export async function startNginx(folder: string, { bytes, bytesPerSecond = 0 }: NginxWish): Promise<Rival> {
  await makeRivalFolder(folder);
  const port = freePort();
  const config = `${folder}/nginx.conf`;
  await Deno.writeFile(`${folder}/stream.ts`, bytes);
  await Deno.writeTextFile(config, configOf(folder, port, bytesPerSecond));
  return await startRival({
    program: "nginx",
    args: ["-p", folder, "-c", config, "-e", `${folder}/error.log`],
    port,
    path: "/stream.ts",
  });
}

function configOf(folder: string, port: number, bytesPerSecond: number): string {
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  limit_rate ${bytesPerSecond};
  default_type video/mp2t;
  ${
    ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `${kind}_temp_path ${folder}/${kind};`)
      .join(" ")
  }
  server { listen 127.0.0.1:${port}; root ${folder}; }
}
`;
}
