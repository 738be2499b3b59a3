/** The cards of a job, and moving them: at once on the screen, back again with a sentence where the server refuses. */
import type { Shape } from "@shortlist/client";
import { useInfiniteQuery, useMutation, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useMemo } from "react";
import { boardKey, cards, moved, STATUSES, type Candidate, type Move, type Moved, type Part, type Status } from "./board";

type Pages = InfiniteData<Shape<"RankedList">, number>;

function useCards(job: string, part: Part, q: string) {
  return useInfiniteQuery({
    queryKey: boardKey(job, part, q),
    queryFn: ({ pageParam }) => cards(job, part, q, pageParam),
    initialPageParam: 1,
    getNextPageParam: ({ page, limit, total }) => (page * limit < total ? page + 1 : undefined),
  });
}

export function useBoard(job: string, q: string) {
  const fresh = useCards(job, "fresh", q);
  const rest = useCards(job, "moved", q);
  const columns = useMemo(() => {
    const all = [...(fresh.data?.pages ?? []), ...(rest.data?.pages ?? [])].flatMap(({ items }) => items);
    const unique = [...new Map(all.map((one) => [one.resume_id, one])).values()];
    return Object.fromEntries(STATUSES.map((status) => [status, unique.filter((one) => one.status === status)])) as Record<Status, Candidate[]>;
  }, [fresh.data, rest.data]);
  // Counted from the pages that are here, and for who is new from the total, less those that were just moved away.
  const freshTotal = fresh.data?.pages[0]?.total ?? 0;
  const freshLoaded = fresh.data?.pages.reduce((sum, { items }) => sum + items.length, 0) ?? 0;
  const counts = Object.fromEntries(STATUSES.map((status) => [status, columns[status].length])) as Record<Status, number>;
  counts.pending += Math.max(0, freshTotal - freshLoaded);
  return { fresh, rest, columns, counts };
}

export function useMoving(job: string, told: { onMoved: (move: Move, moved: Moved) => void; onRefused: (error: unknown) => void }) {
  const client = useQueryClient();
  const key = ["jobs", job, "candidates"];
  return useMutation({
    mutationFn: (move: Move) => moved(job, move),
    onMutate: async ({ resumes, to }) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueriesData<Pages>({ queryKey: key });
      const restand = (pages: Pages | undefined): Pages | undefined =>
        pages?.pages && {
          ...pages,
          pages: pages.pages.map((page) => ({
            ...page,
            items: page.items.map((one) => (resumes.includes(one.resume_id ?? "") ? { ...one, status: to } : one)),
          })),
        };
      client.setQueriesData<Pages>({ queryKey: key, predicate: ({ queryKey }) => isOfBoard(queryKey) }, restand);
      return { before };
    },
    onSuccess: (said, move) => told.onMoved(move, said),
    onError: (error, _, kept) => {
      for (const [at, pages] of kept?.before ?? []) client.setQueryData(at, pages);
      told.onRefused(error);
    },
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
}

const isOfBoard = (key: readonly unknown[]) => typeof key[3] === "object" && key[3] !== null && "part" in key[3];
