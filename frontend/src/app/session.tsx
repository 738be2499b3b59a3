/** Who uses the page: somebody who signed in, this machine without accounts, or nobody yet. */
import type { Shape } from "@shortlist/client";
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { answer, api, onSignedOut, tokens } from "./api";
import { queries } from "./queries";

export type Role = "admin" | "recruiter" | "candidate";
export type EntryKind = "first" | "join" | "login";

export type State =
  | { kind: "asking" }
  | { kind: "failed"; error: unknown }
  | { kind: "entry"; entry: EntryKind; invitation: string; why: "" | "signedOut" | "ended" }
  | { kind: "in"; user: Shape<"UserOut">; isLocal: boolean };

interface Session {
  state: State;
  retry: () => void;
  /** Takes what login or registration answered. */
  enter: (given: Shape<"TokensOut">) => void;
  showEntry: (entry: EntryKind) => void;
  signOut: () => Promise<void>;
}

const Context = createContext<Session | null>(null);

export function useSession(): Session {
  const session = use(Context);
  if (!session) throw new Error("The session is used outside of SessionProvider.");
  return session;
}

/** The user of a screen; screens are shown to somebody only. */
export function useUser(): { user: Shape<"UserOut">; role: Role; isLocal: boolean } {
  const { state } = useSession();
  if (state.kind !== "in") throw new Error("A screen is shown to nobody.");
  return { user: state.user, role: state.user.role as Role, isLocal: state.isLocal };
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<State>({ kind: "asking" });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let isCurrent = true;
    begin().then(
      (found) => isCurrent && setState(found),
      (error: unknown) => isCurrent && setState({ kind: "failed", error }),
    );
    return () => {
      isCurrent = false;
    };
  }, [attempt]);

  const leave = useCallback((why: "signedOut" | "ended") => {
    tokens.drop();
    queries.clear();
    setState({ kind: "entry", entry: "login", invitation: "", why });
  }, []);

  useEffect(() => onSignedOut(() => leave("ended")), [leave]);

  const session = useMemo<Session>(
    () => ({
      state,
      retry: () => {
        setState({ kind: "asking" });
        setAttempt((number) => number + 1);
      },
      enter: (given) => {
        tokens.keep({ access: given.access_token, refresh: given.refresh_token });
        setState({ kind: "in", user: given.user, isLocal: false });
      },
      showEntry: (entry) => setState({ kind: "entry", entry, invitation: "", why: "" }),
      signOut: async () => {
        // The server ends the login if it can be reached; the page forgets it in any case.
        await api.POST("/api/v1/auth/logout").catch(() => undefined);
        leave("signedOut");
      },
    }),
    [state, leave],
  );
  return <Context value={session}>{children}</Context>;
}

async function begin(): Promise<State> {
  const { needs_first_admin: isFirst, local: isLocal } = await answer(api.GET("/api/v1/auth/setup"));
  const invitation = takeInvitation();
  if (!isLocal) {
    if (isFirst) return { kind: "entry", entry: "first", invitation: "", why: "" };
    if (invitation) return { kind: "entry", entry: "join", invitation, why: "" };
    if (!tokens.get()) return { kind: "entry", entry: "login", invitation: "", why: "" };
  }
  try {
    return { kind: "in", user: await answer(api.GET("/api/v1/auth/me")), isLocal };
  } catch (error) {
    if (!isLocal && !tokens.get()) return { kind: "entry", entry: "login", invitation: "", why: "ended" };
    throw error;
  }
}

/** E-mails lead to `/#invitation=TOKEN`; the token goes from the address, so that nobody reads it there later. */
function takeInvitation(): string {
  const found = new URLSearchParams(location.hash.slice(1)).get("invitation") ?? "";
  if (found) history.replaceState(null, "", location.pathname);
  return found;
}
