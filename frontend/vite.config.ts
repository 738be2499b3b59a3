import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { sourcesSum } from "./sources.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const backend = process.env.SHORTLIST_BACKEND ?? "http://127.0.0.1:5000";
const apiPaths = ["/api", "/uploadResume", "/uploadJD", "/match", "/results", "/tasks", "/create_task", "/upload_files",
  "/process_task", "/skills", "/docs", "/redoc", "/openapi.json"];

/** Says in build.json which sources the page was built from. */
function buildNote(): Plugin {
  return {
    name: "build-note",
    apply: "build",
    generateBundle() {
      const source = `${JSON.stringify({ sources: sourcesSum(here("..")) }, null, 2)}\n`;
      this.emitFile({ type: "asset", fileName: "build.json", source });
    },
  };
}

export default defineConfig({
  plugins: [react(), buildNote()],
  resolve: {
    alias: {
      "@shortlist/client": here("../clients/typescript/src/index.ts"),
      "openapi-fetch": here("./node_modules/openapi-fetch"),
      "@": here("./src"),
    },
  },
  build: {
    outDir: here("../static"),
    emptyOutDir: true,
    target: "es2022",
    // The policy of the page allows no inlined fonts, and no script that is written into the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    // The server answers to its own address only, so the proxy calls it by that.
    proxy: Object.fromEntries(apiPaths.map((path) => [path, { target: backend, changeOrigin: true, headers: { origin: backend } }])),
  },
});
