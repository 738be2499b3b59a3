/** All jobs: found by words and status, added from text or a file, opened, closed, deleted and restored. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useUser } from "@/app/session";
import { useSettled } from "@/app/useSettled";
import { Button, buttonClass, Empty, Loaded, Page, Pager, Select, Skeleton, TextField } from "@/parts";
import { useFormat, useWords } from "@/words";
import { FILTERS, listed, SORTS, stepsOf, titleOf, type Filter, type Job, type Sort, type Step } from "./jobs";
import { JobStatus } from "./JobStatus";
import { NewJob } from "./NewJob";
import { useStep } from "./useStep";
import styles from "./jobs.module.css";

export default function JobsScreen() {
  const { jobs: words } = useWords();
  const { number } = useFormat();
  const isStaff = useUser().role !== "candidate";
  const [params, setParams] = useSearchParams();
  const [isAdding, setIsAdding] = useState(params.has("new"));
  const { take, isBusy, question } = useStep();
  const asked = {
    q: params.get("q") ?? "",
    status: oneOf<Filter>(FILTERS, params.get("status")),
    sort: oneOf<Sort>(SORTS, params.get("sort")),
    page: Number(params.get("page") ?? 1) || 1,
  };
  const q = useSettled(asked.q.trim());
  const query = useQuery({ queryKey: ["jobs", { ...asked, q }], queryFn: () => listed({ ...asked, q }), placeholderData: keepPreviousData });
  const set = (name: string, value: string) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (value) after.set(name, value);
      else after.delete(name);
      if (name !== "page") after.delete("page");
      return after;
    }, { replace: true });
  const isNarrow = Boolean(q) || (asked.status !== "all" && isStaff);

  return (
    <Page title={words.title} lead={isStaff ? words.lead : words.leadCandidate}
      actions={isStaff && <Button kind="primary" icon="plus" onClick={() => setIsAdding(true)}>{words.add}</Button>}>
      <div className={styles.filters} role="search" aria-label={words.search}>
        <TextField label={words.search} placeholder={words.searchHint} type="search" maxLength={200} value={asked.q} onChange={(event) => set("q", event.target.value)} />
        {isStaff && (
          <Select label={words.status} value={asked.status} options={FILTERS.map((one) => [one, words.filters[one]] as const)}
            onChange={(event) => set("status", event.target.value === "all" ? "" : event.target.value)} />
        )}
        <Select label={words.sort} value={asked.sort} options={SORTS.map((one) => [one, words.sorts[one]] as const)} onChange={(event) => set("sort", event.target.value)} />
      </div>
      {question}
      <Loaded query={query} waiting={<Skeleton lines={6} height="4.75rem" />}>
        {({ items, total, page, limit }) => (
          <>
            <p className="small soft tabular" role="status">{words.found(total, number(total))}</p>
            {items.length > 0 && (
              <ul className={styles.list} aria-label={words.list}>
                {items.map((job) => <Item key={job.job_id} job={job} isStaff={isStaff} isBusy={isBusy} onStep={take} />)}
              </ul>
            )}
            {items.length === 0 && isNarrow && (
              <Empty title={words.nothing} icon="search">
                <p>{words.nothingHint}</p>
                <Button onClick={() => setParams({}, { replace: true })}>{words.showAll}</Button>
              </Empty>
            )}
            {items.length === 0 && !isNarrow && (
              <Empty title={isStaff ? words.empty : words.emptyCandidate} icon="jobs">
                <p>{isStaff ? words.emptyHint : words.emptyCandidateHint}</p>
                {isStaff && <Button kind="primary" icon="plus" onClick={() => setIsAdding(true)}>{words.add}</Button>}
              </Empty>
            )}
            <Pager page={page} limit={limit} total={total} onPage={(to) => set("page", String(to))} />
          </>
        )}
      </Loaded>
      <NewJob isOpen={isAdding} onClose={() => setIsAdding(false)} />
    </Page>
  );
}

interface ItemProps {
  job: Job;
  isStaff: boolean;
  isBusy: boolean;
  onStep: (job: Job, step: Step) => void;
}

const ICONS = { publish: "check", close: "close", remove: "trash", restore: "upload" } as const;

function Item({ job, isStaff, isBusy, onStep }: ItemProps) {
  const { jobs: words } = useWords();
  const format = useFormat();
  const title = titleOf(job, words);
  const about = [job.company, job.location?.text, job.remote && words.remotes[job.remote]].filter(Boolean).join(" · ");
  return (
    <li className={styles.item}>
      <div>
        <Link to={`/jobs/${job.job_id}`} className={styles.name}>{title}</Link>
        <p className="small soft">{about || job.job_id}</p>
      </div>
      <div><JobStatus job={job} /></div>
      <p className={`small soft tabular ${styles.changed}`}>{format.date(job.updated_at)}</p>
      {isStaff && (
        <div className={styles.actions}>
          {!job.deleted_at && <Link to={`/board/${job.job_id}`} className={buttonClass("quiet", "s")} aria-label={`${words.board}: ${title}`}>{words.board}</Link>}
          {stepsOf(job).map((step) => (
            <Button key={step} kind="quiet" size="s" icon={ICONS[step]} disabled={isBusy} aria-label={`${words[step]}: ${title}`} onClick={() => onStep(job, step)}>
              {step === "remove" ? null : words[step]}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}

function oneOf<Name extends string>(names: readonly Name[], wanted: string | null): Name {
  return names.find((name) => name === wanted) ?? (names[0] as Name);
}
