/** A search that is followed while it runs: each board as it answers, then what was found. */
import { ApiProblem, type Shape } from "@shortlist/client";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "@/app/api";
import { addressOf, type Asked } from "./asked";

export interface Heard {
  source: string;
  postings: number;
  problem: { code: string; detail: string } | null;
}

interface State {
  heard: readonly Heard[];
  found: Shape<"SearchAnswer"> | null;
  error: unknown;
  isRunning: boolean;
}

const AT_REST: State = { heard: [], found: null, error: null, isRunning: false };

export function useSearch() {
  const [state, setState] = useState<State>(AT_REST);
  const running = useRef<AbortController | null>(null);

  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setState((before) => ({ ...before, isRunning: false }));
  }, []);

  const run = useCallback(async (asked: Asked, page: number) => {
    running.current?.abort();
    const here = new AbortController();
    running.current = here;
    setState({ ...AT_REST, isRunning: true });
    const change = (next: (before: State) => State) => running.current === here && setState(next);
    try {
      for await (const { event, data } of api.events(addressOf(asked, page, true), here.signal)) {
        if (event === "board") change((before) => ({ ...before, heard: [...before.heard, data as Heard] }));
        if (event === "results") change((before) => ({ ...before, found: data as Shape<"SearchAnswer"> }));
        if (event === "problem") {
          const { code, detail } = data as { code: string; detail: string };
          throw new ApiProblem(422, code, detail);
        }
        if (event === "end") break;
      }
      change((before) => ({ ...before, isRunning: false }));
    } catch (error) {
      change((before) => ({ ...before, error, isRunning: false }));
    }
  }, []);

  useEffect(() => () => running.current?.abort(), []);
  return { ...state, run, stop };
}
