/**
 * What the page keeps of the server. A key begins with the resource as its address names it, then what was asked:
 * ["jobs", { page, q }], ["jobs", id], ["jobs", id, "candidates", filters]; after a change invalidate from the left.
 */
import { ApiProblem } from "@shortlist/client";
import { QueryClient } from "@tanstack/react-query";

const FRESH_MS = 15_000;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      // A refusal stays a refusal; only a server that is away or busy is asked again.
      retry: (failures, error) => failures < 2 && error instanceof ApiProblem && (error.status === 0 || error.status >= 502),
    },
    mutations: { networkMode: "always" },
  },
});
