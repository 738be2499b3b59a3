/** One typed client: it sends the token, renews it once where it ran out, and turns refusals into `ApiProblem`. */
import createClient, { type Client as Typed } from "openapi-fetch";
import { downloading, type Download } from "./download";
import { following, type ServerEvent } from "./events";
import { noAnswer, problemOf } from "./problem";
import type { paths } from "./schema";
import { inMemory, renewal, type TokenStore } from "./tokens";
import { uploading, type Upload } from "./upload";

export interface ClientOptions {
  /** Origin of the server without a slash at its end; empty for the origin of the page. */
  base?: string;
  tokens?: TokenStore;
  /** In which language sentences are wanted, such as `id`; asked before every request. */
  language?: () => string;
  /** Called when the server refuses a login for good. */
  onSignedOut?: () => void;
}

export interface Client extends Typed<paths> {
  /** Sends a form and says how much of it is sent, from 0 to 1. */
  upload: Upload;
  /** Fetches a file with the name that the server gives it. */
  download: Download;
  /** Follows server-sent events until the stream ends or the signal says stop. */
  events(path: string, signal?: AbortSignal): AsyncGenerator<ServerEvent>;
}

export type Send = (request: Request) => Promise<Response>;

export function makeClient({ base = "", tokens = inMemory(), language, onSignedOut }: ClientOptions = {}): Client {
  const renewed = renewal(base, tokens);

  async function attempt(request: Request): Promise<Response> {
    const kept = tokens.get();
    if (kept) request.headers.set("Authorization", `Bearer ${kept.access}`);
    if (language) request.headers.set("Accept-Language", language());
    try {
      return await fetch(request);
    } catch (error) {
      if (request.signal.aborted) throw error;
      throw noAnswer();
    }
  }

  const send: Send = async (request) => {
    const sent = tokens.get();
    const again = request.clone();
    let response = await attempt(request);
    if (response.status === 401 && sent && (await renewed(sent).catch(() => false))) response = await attempt(again);
    if (response.ok || response.status === 304) return response;
    if (response.status === 401 && sent) {
      tokens.drop();
      onSignedOut?.();
    }
    throw await problemOf(response);
  };

  const typed = createClient<paths>({ baseUrl: base, fetch: send });
  return Object.assign(typed, {
    upload: uploading(base, tokens, renewed, language),
    download: downloading(base, send),
    events: following(base, send),
  });
}

/** The body of an answer. Refusals were thrown as `ApiProblem` already. */
export async function answer<Body>(asked: Promise<{ data?: Body }>): Promise<Body> {
  return (await asked).data as Body;
}
