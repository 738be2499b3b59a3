/** Server-sent events with the token, which `EventSource` cannot send. */
import type { Send } from "./client";
import { absolute } from "./download";

export interface ServerEvent {
  event: string;
  data: unknown;
}

export function following(base: string, send: Send): (path: string, signal?: AbortSignal) => AsyncGenerator<ServerEvent> {
  return async function* (path, signal) {
    const headers = { Accept: "text/event-stream" };
    const response = await send(new Request(absolute(base + path), { headers, signal: signal ?? null }));
    if (!response.body) return;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + value).replaceAll("\r\n", "\n").split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = eventIn(block);
        if (event) yield event;
      }
    }
  };
}

function eventIn(block: string): ServerEvent | null {
  const values = (name: string) =>
    block.split("\n").filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart());
  const data = values("data").join("\n");
  return data ? { event: values("event")[0] ?? "message", data: JSON.parse(data) as unknown } : null;
}
