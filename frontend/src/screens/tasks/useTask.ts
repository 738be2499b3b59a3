/** A task as it goes on: its events while they come, else asked again now and then. */
import type { Shape } from "@shortlist/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { answer, api } from "@/app/api";

const LOOK_AGAIN_MS = 4000;

export function useTask(id: string) {
  const client = useQueryClient();
  const task = useQuery({
    queryKey: ["tasks", id],
    queryFn: () => answer(api.GET("/api/v1/tasks/{task_id}", { params: { path: { task_id: id } } })),
    refetchInterval: ({ state }) => (state.data?.status === "processing" || state.data?.status === "open" ? LOOK_AGAIN_MS : false),
  });
  const isGoing = task.data?.status === "processing";
  useEffect(() => {
    if (!isGoing) return;
    const here = new AbortController();
    const follow = async () => {
      for await (const { event, data } of api.events(`/api/v1/tasks/${id}/events`, here.signal)) {
        if (event === "progress") client.setQueryData(["tasks", id], data as Shape<"TaskOut">);
        if (event === "end") break;
      }
    };
    // Without events it is asked again by the clock.
    follow().catch(() => undefined).finally(() => {
      if (!here.signal.aborted) void client.invalidateQueries({ queryKey: ["tasks", id] });
    });
    return () => here.abort();
  }, [id, isGoing, client]);
  return task;
}
