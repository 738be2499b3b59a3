/** What the server says when it refuses (RFC 9457), as one error with a sentence for people. */

export interface FieldError {
  field: string;
  detail: string;
}

export class ApiProblem extends Error {
  constructor(
    /** HTTP status; 0 where no answer came at all. */
    readonly status: number,
    /** Stable word of the server, such as `conflict`; `offline` where no answer came. */
    readonly code: string,
    /** What happened and what to do, as one sentence. */
    readonly detail: string,
    readonly fields: readonly FieldError[] = [],
    readonly requestId: string | null = null,
    /** Seconds after which another attempt may succeed. */
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
    this.name = "ApiProblem";
  }

  /** The sentence that belongs to one field of what was sent, if there is one. */
  of(field: string): string | undefined {
    return this.fields.find((one) => one.field === field)?.detail;
  }
}

/** Reads a refusal; an answer that is no problem document still becomes a sentence. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => "");
  return problemFrom(response.status, text, response.headers.get("Retry-After"));
}

export function problemFrom(status: number, text: string, retryAfter: string | null = null): ApiProblem {
  const body = parsed(text);
  const seconds = retryAfter === null ? NaN : Number(retryAfter);
  return new ApiProblem(
    status,
    body.code ?? "refused",
    body.detail ?? body.title ?? `The server answered with status ${status}.`,
    body.errors ?? [],
    body.request_id ?? null,
    Number.isFinite(seconds) ? seconds : null,
  );
}

/** No answer came: the network or the server is away. */
export function noAnswer(): ApiProblem {
  return new ApiProblem(0, "offline", "The server does not answer; check the connection and try again.");
}

interface Problem {
  code?: string;
  title?: string;
  detail?: string;
  errors?: FieldError[];
  request_id?: string;
}

function parsed(text: string): Problem {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === "object" && body !== null ? (body as Problem) : {};
  } catch {
    return {};
  }
}
