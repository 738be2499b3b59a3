import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";
import { answer, api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { Button, Chip, Dialog, Loaded, Page, Pager, Problem, Progress, ScoreBadge, Table, Tabs, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { TONES } from "./TasksScreen";
import { useTask } from "./useTask";

type Task = Shape<"TaskOut">;
type Relevance = readonly Shape<"RelevanceOut">[];

/** One task: how far it is, its results best first, and the files that gave none with the reason. */
export default function TaskScreen() {
  const { tasks: words } = useWords();
  const { id = "" } = useParams();
  const task = useTask(id);
  return (
    <Page title={task.data?.name || task.data?.role || words.taskTitle} lead={words.lead}>
      <Loaded query={task}>{(given) => <Shown task={given} />}</Loaded>
    </Page>
  );
}

function Shown({ task }: { task: Task }) {
  const { tasks: words } = useWords();
  const format = useFormat();
  const say = useToast();
  const [view, setView] = useState<"ready" | "failed">("ready");
  const detail = [
    words.done(format.number(task.done), format.number(task.total)),
    task.files_per_minute && words.perMinute(format.number(task.files_per_minute)),
    task.seconds_left && words.left(format.number(task.seconds_left)),
  ].filter(Boolean).join(" · ");
  const download = () => api.download(`/api/v1/tasks/${task.task_id}/results?format=csv`).then(saveFile).catch((error: Error) => say(error.message, "bad"));
  return (
    <div className="stack">
      <div className="card stack">
        <div className="row">
          <Chip tone={TONES[task.status]}>{words.states[task.status]}</Chip>
          {task.files.failed > 0 && <Chip tone="warn">{words.failedSome(format.number(task.files.failed))}</Chip>}
          {task.job_id && <a href={`#/board/${task.job_id}`}>{words.toJob}</a>}
        </div>
        <Progress label={words.progress} share={task.share} detail={detail} />
        <div className="row">
          <Button icon="download" disabled={task.done === 0} onClick={() => void download()}>{words.csv}</Button>
          {task.status === "processing" && <Stop id={task.task_id} />}
          {task.status !== "processing" && <Delete id={task.task_id} />}
        </div>
      </div>
      <Tabs
        label={words.results}
        chosen={view}
        onChoose={(key) => setView(key as typeof view)}
        tabs={[
          { key: "ready", label: words.results, content: () => <Results task={task} status="ready" /> },
          { key: "failed", label: `${words.failures} (${format.number(task.files.failed)})`, content: () => <Results task={task} status="failed" /> },
        ]}
      />
    </div>
  );
}

function Results({ task, status }: { task: Task; status: "ready" | "failed" }) {
  const { tasks: words } = useWords();
  const format = useFormat();
  const [page, setPage] = useState(1);
  const results = useQuery({
    queryKey: ["tasks", task.task_id, "results", status, page, task.done],
    queryFn: () => answer(api.GET("/api/v1/tasks/{task_id}/results", { params: { path: { task_id: task.task_id }, query: { status, page } } })),
    placeholderData: (before) => before,
  });
  const best = (given: Relevance) => (given.length ? `${given[0]!.label} · ${format.number(given[0]!.score)}` : "–");
  return (
    <Loaded query={results}>
      {(found) => {
        if (typeof found === "string") return null;
        if (found.items.length === 0) return <p className="soft">{status === "ready" ? words.noResults : words.noFailures}</p>;
        return (
          <div className="card stack">
            {status === "ready" ? (
              <Table
                caption={words.results}
                rows={found.items}
                rowKey={({ position }) => position}
                columns={[
                  { key: "rank", head: words.rank, isNumber: true, cell: ({ rank }) => (rank == null ? "–" : format.number(rank)) },
                  { key: "person", head: words.person, isRowHead: true, cell: ({ match, filename }) => (match ? <a href={`#/match/${match.match_id}`}>{match.candidate_name ?? filename}</a> : filename) },
                  { key: "score", head: words.score, cell: ({ match }) => match && <ScoreBadge score={match.match_score} grade={match.grade} /> },
                  { key: "overall", head: words.overall, isNumber: true, cell: ({ overall }) => (overall == null ? "–" : format.number(overall, 1)) },
                  { key: "experience", head: words.experience, cell: ({ experience_relevance: given }) => best(given) },
                  { key: "projects", head: words.projects, cell: ({ project_relevance: given }) => best(given) },
                ]}
              />
            ) : (
              <Table
                caption={words.failures}
                rows={found.items}
                rowKey={({ position }) => position}
                columns={[
                  { key: "file", head: words.file, isRowHead: true, cell: ({ filename }) => filename },
                  { key: "why", head: words.why, cell: ({ detail, code }) => detail ?? code },
                ]}
              />
            )}
            <Pager page={page} limit={found.limit} total={found.total} onPage={setPage} />
          </div>
        );
      }}
    </Loaded>
  );
}

function Stop({ id }: { id: string }) {
  const { tasks: words } = useWords();
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/tasks/{task_id}/cancel", { params: { path: { task_id: id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["tasks"] }),
  });
  return <Ask says={words.cancel} question={words.reallyCancel} isBusy={stop.isPending} error={stop.error} onSure={() => stop.mutate()} />;
}

function Delete({ id }: { id: string }) {
  const { tasks: words } = useWords();
  const client = useQueryClient();
  const go = useNavigate();
  const say = useToast();
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/tasks/{task_id}", { params: { path: { task_id: id } } })),
    onSuccess: () => {
      say(words.deleted);
      void client.invalidateQueries({ queryKey: ["tasks"], exact: false, refetchType: "none" });
      void go("/tasks");
    },
  });
  return <Ask says={words.delete} question={words.reallyDelete} isBusy={remove.isPending} error={remove.error} onSure={() => remove.mutate()} />;
}

function Ask({ says, question, isBusy, error, onSure }: { says: string; question: string; isBusy: boolean; error: unknown; onSure: () => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button kind="danger" onClick={() => setOpen(true)}>{says}</Button>
      <Dialog title={says} isOpen={isOpen} onClose={() => setOpen(false)} actions={<Button kind="danger" isBusy={isBusy} onClick={onSure}>{says}</Button>}>
        <p>{question}</p>
        {error != null && <Problem error={error} />}
      </Dialog>
    </>
  );
}
