import type { Shape } from "@shortlist/client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "@/app/api";
import { Chip, Empty, Loaded, Page, Pager, Table, type Tone } from "@/parts";
import { useFormat, useWords } from "@/words";
import { NewTask } from "./NewTask";

const LOOK_AGAIN_MS = 3000;
export const TONES: Record<Shape<"TaskOut">["status"], Tone> = { open: "plain", processing: "info", done: "good", cancelled: "warn" };

/** Many résumés at once: a new task, and how far the others are. */
export default function TasksScreen() {
  const { tasks: words } = useWords();
  const format = useFormat();
  const [page, setPage] = useState(1);
  const tasks = useQuery({
    queryKey: ["tasks", { page }],
    queryFn: () => answer(api.GET("/api/v1/tasks", { params: { query: { page } } })),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === "processing") ? LOOK_AGAIN_MS : false),
  });
  return (
    <Page title={words.title} lead={words.lead}>
      <div className="stack">
        <NewTask />
        <Loaded query={tasks}>
          {({ items, total, limit }) =>
            items.length === 0 ? <Empty icon="file" title={words.none}><p>{words.noneHow}</p></Empty> : (
              <div className="card stack">
                <Table
                  caption={words.title}
                  rows={items}
                  rowKey={({ task_id: id }) => id}
                  columns={[
                    { key: "name", head: words.name, isRowHead: true, cell: (one) => <a href={`#/tasks/${one.task_id}`}>{one.name || one.role || one.task_id}</a> },
                    { key: "state", head: words.state, cell: ({ status }) => <Chip tone={TONES[status]}>{words.states[status]}</Chip> },
                    { key: "progress", head: words.progress, isNumber: true, cell: (one) => words.done(format.number(one.done), format.number(one.total)) },
                    { key: "created", head: words.created, cell: (one) => format.dateTime(one.created_at) },
                    { key: "expires", head: words.expires, cell: (one) => format.date(one.expires_at) },
                  ]}
                />
                <Pager page={page} limit={limit} total={total} onPage={setPage} />
              </div>
            )
          }
        </Loaded>
      </div>
    </Page>
  );
}
