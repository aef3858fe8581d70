import { strictEqual } from "node:assert/strict";
import { hostOf, isHttpUrl } from "../src/http_file.ts";

const URLS = [
  { url: "http://nas.lan/Shows", host: "nas.lan:80" },
  { url: "https://nas.lan", host: "nas.lan:443" },
  { url: "HTTP://Nas.lan:8080/", host: "nas.lan:8080" },
  { url: "http://[FD00::1]:81/a", host: "[fd00::1]:81" },
  { url: "https://nas.lan:443/", host: "nas.lan:443" },
];
const PATHS = ["/media/a.mkv", "/http://nas", "http:/nas", "ftp://nas/a", "file:/a", ""];

Deno.test({
  name: "isHttpUrl() tells URLs from paths, and hostOf() names the port too",
  permissions: "none",
  fn() {
    for (const { url, host } of URLS) {
      strictEqual(isHttpUrl(url), true, url);
      strictEqual(hostOf(url), host, url);
    }
    for (const path of PATHS) strictEqual(isHttpUrl(path), false, path);
  },
});
