/** Where the candidate applied and how far that is; what is not decided can be withdrawn. */
import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { answer, api } from "@/app/api";
import { Button, Chip, Dialog, Empty, Loaded, Pager, Problem, Skeleton, Table, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { TONES } from "../board/board";
import { ownApplications, type PartProps } from "./me";

type Application = Shape<"OwnApplicationOut">;
const DECIDED: readonly string[] = ["hired", "rejected", "withdrawn"];

export function Applications({ onTab }: PartProps) {
  const { me: words, jobs, board, parts } = useWords();
  const format = useFormat();
  const say = useToast();
  const client = useQueryClient();
  const [page, setPage] = useState(1);
  const [asked, setAsked] = useState<Application | null>(null);
  const query = useQuery({ queryKey: ["me", "applications", { page }], queryFn: () => ownApplications(page) });
  const titleOf = (one: Application) => one.job_title ?? jobs.untitled(one.job_id);
  const withdrawing = useMutation({
    mutationFn: (id: string) => answer(api.POST("/api/v1/applications/{application_id}/withdraw", { params: { path: { application_id: id } } })),
    onSuccess: async () => {
      say(words.withdrawn);
      setAsked(null);
      await client.invalidateQueries({ queryKey: ["me"] });
    },
  });
  return (
    <>
      <Loaded query={query} waiting={<Skeleton lines={4} />}>
        {({ items, total, limit }) => items.length === 0 ? (
          <Empty title={words.noApplications} icon="jobs">
            <p>{words.noApplicationsHint}</p>
            <Button kind="primary" onClick={() => onTab("recommended")}>{words.toJobs}</Button>
          </Empty>
        ) : (
          <div className="stack">
            <Table caption={words.applications} rows={items} rowKey={(one) => one.application_id} columns={[
              {
                key: "job", head: words.columns.job, isRowHead: true, cell: (one) => (
                  <>
                    {one.job_is_open ? <Link to={`/jobs/${one.job_id}`}>{titleOf(one)}</Link> : `${titleOf(one)} (${words.closed})`}
                    {one.company && <div className="small soft">{one.company}</div>}
                  </>
                ),
              },
              { key: "status", head: words.columns.status, cell: (one) => <Chip tone={TONES[one.status]}>{board.statuses[one.status]}</Chip> },
              { key: "since", head: words.columns.since, cell: (one) => format.date(one.status_since) },
              { key: "applied", head: words.columns.applied, cell: (one) => format.date(one.applied_at) },
              {
                key: "actions", head: words.columns.actions,
                cell: (one) => !DECIDED.includes(one.status) && <Button size="s" aria-label={words.withdrawOf(titleOf(one))} onClick={() => setAsked(one)}>{words.withdraw}</Button>,
              },
            ]} />
            <Pager page={page} limit={limit} total={total} onPage={setPage} />
          </div>
        )}
      </Loaded>
      <Dialog title={asked ? words.withdrawTitle(titleOf(asked)) : ""} isOpen={asked !== null} onClose={() => setAsked(null)}
        actions={
          <>
            <Button onClick={() => setAsked(null)}>{parts.cancel}</Button>
            <Button kind="danger" isBusy={withdrawing.isPending} onClick={() => asked && withdrawing.mutate(asked.application_id)}>{words.withdraw}</Button>
          </>
        }>
        <p>{words.withdrawText}</p>
        {withdrawing.isError && <Problem error={withdrawing.error} />}
      </Dialog>
    </>
  );
}
