/** Where the two tokens of a login are kept, and how they are renewed: one refresh at a time. */

export interface Tokens {
  access: string;
  refresh: string;
}

export interface TokenStore {
  get(): Tokens | null;
  keep(tokens: Tokens): void;
  drop(): void;
}

/** Keeps tokens as long as the program runs. */
export function inMemory(): TokenStore {
  let kept: Tokens | null = null;
  return { get: () => kept, keep: (tokens) => (kept = tokens), drop: () => (kept = null) };
}

/**
 * Gives a function that renews tokens: true when there are newer ones than `sent`. A refresh token is good for one
 * refresh, and used twice it ends the login, so everybody who asks meanwhile waits for the same answer.
 */
export function renewal(base: string, tokens: TokenStore): (sent: Tokens) => Promise<boolean> {
  let running: Promise<boolean> | null = null;

  async function renew(token: string): Promise<boolean> {
    const response = await fetch(`${base}/api/v1/auth/refresh`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ refresh_token: token }),
    });
    if (response.ok) {
      const given = (await response.json()) as { access_token: string; refresh_token: string };
      tokens.keep({ access: given.access_token, refresh: given.refresh_token });
    } else if (response.status === 401) {
      tokens.drop();
    }
    return response.ok;
  }

  return (sent) => {
    if (tokens.get()?.refresh !== sent.refresh) return Promise.resolve(tokens.get() !== null);
    running ??= renew(sent.refresh).finally(() => {
      running = null;
    });
    return running;
  };
}
