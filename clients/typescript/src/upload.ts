/** Uploads with progress, which `fetch` cannot tell. */
import { noAnswer, problemFrom } from "./problem";
import type { Tokens, TokenStore } from "./tokens";

export type Upload = <Body>(
  path: string,
  form: FormData,
  options?: { onProgress?: (share: number) => void; signal?: AbortSignal },
) => Promise<Body>;

export function uploading(base: string, tokens: TokenStore, renewed: (sent: Tokens) => Promise<boolean>, language?: () => string): Upload {
  return async <Body>(path: string, form: FormData, options: Parameters<Upload>[2] = {}): Promise<Body> => {
    const sent = tokens.get();
    let request = await attempt(base + path, form, sent, options, language);
    if (request.status === 401 && sent && (await renewed(sent).catch(() => false))) {
      request = await attempt(base + path, form, tokens.get(), options, language);
    }
    if (request.status < 200 || request.status > 299) {
      throw problemFrom(request.status, request.responseText, request.getResponseHeader("Retry-After"));
    }
    return JSON.parse(request.responseText) as Body;
  };
}

function attempt(
  url: string,
  form: FormData,
  kept: Tokens | null,
  { onProgress, signal }: { onProgress?: (share: number) => void; signal?: AbortSignal },
  language?: () => string,
): Promise<XMLHttpRequest> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    if (kept) request.setRequestHeader("Authorization", `Bearer ${kept.access}`);
    if (language) request.setRequestHeader("Accept-Language", language());
    request.upload.onprogress = (event) => event.lengthComputable && onProgress?.(event.loaded / event.total);
    request.onload = () => resolve(request);
    request.onerror = () => reject(noAnswer());
    request.onabort = () => reject(new DOMException("The upload was stopped.", "AbortError"));
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}
