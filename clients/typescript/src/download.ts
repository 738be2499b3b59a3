/** Files that need the token, so that a plain link would not do. */
import type { Send } from "./client";

export type Download = (path: string, init?: RequestInit) => Promise<{ name: string; content: Blob }>;

export function downloading(base: string, send: Send): Download {
  return async (path, init) => {
    const response = await send(new Request(absolute(base + path), init));
    return { name: nameIn(response.headers.get("Content-Disposition")) ?? lastPart(path), content: await response.blob() };
  };
}

/** `Request` outside of a browser takes whole addresses only. */
export function absolute(url: string): string {
  return typeof location === "undefined" ? url : new URL(url, location.href).href;
}

function nameIn(disposition: string | null): string | null {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "")?.[1];
  if (extended) return decodeURIComponent(extended);
  return /filename="?([^";]+)"?/i.exec(disposition ?? "")?.[1] ?? null;
}

function lastPart(path: string): string {
  return path.split("?")[0]?.split("/").pop() || "download";
}
