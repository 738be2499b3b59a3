import type { Shape } from "@shortlist/client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "@/app/api";
import { Button, Chip, Dialog, Empty, Loaded, Pager, Problem, Table, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import styles from "./search.module.css";

const LOOK_AGAIN_MS = 4000;

type Saved = Shape<"SavedSearchOut">;

/** Searches that are made again by themselves, each with what it found and when. */
export function SavedSearches() {
  const { search: words } = useWords();
  const saved = useQuery({
    queryKey: ["saved-searches", { limit: 100 }],
    queryFn: () => answer(api.GET("/api/v1/saved-searches", { params: { query: { limit: 100 } } })),
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.is_active && !one.last_run_at) ? LOOK_AGAIN_MS : false),
  });
  return (
    <Loaded query={saved}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon="search" title={words.noneSaved}><p>{words.noneSavedHow}</p></Empty>
        ) : (
          <ul className={styles.jobs}>
            {items.map((one) => <li key={one.saved_search_id}><One saved={one} /></li>)}
          </ul>
        )
      }
    </Loaded>
  );
}

function One({ saved }: { saved: Saved }) {
  const { search: words } = useWords();
  const format = useFormat();
  const say = useToast();
  const client = useQueryClient();
  const [isShown, setShown] = useState(false);
  const [isAsked, setAsked] = useState(false);
  const path = { saved_search_id: saved.saved_search_id };
  const again = () => void client.invalidateQueries({ queryKey: ["saved-searches"] });
  const flip = useMutation({
    mutationFn: () => answer(api.PATCH("/api/v1/saved-searches/{saved_search_id}", { params: { path }, body: { is_active: !saved.is_active } })),
    onSuccess: again,
  });
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE("/api/v1/saved-searches/{saved_search_id}", { params: { path } })),
    onSuccess: () => {
      say(words.removed, "good");
      setAsked(false);
      // What it found is gone with it and is not asked for again.
      setShown(false);
      void client.invalidateQueries({ queryKey: ["saved-searches", { limit: 100 }] });
    },
  });
  return (
    <article className="card stack">
      <div className={styles.head}>
        <div>
          <h3>{saved.name}</h3>
          <p className="soft small">
            {[saved.resume_id, words.everyHours(format.number(saved.interval_hours)), saved.last_run_at ? words.last(format.dateTime(saved.last_run_at)) : words.never,
              saved.is_active && words.next(format.dateTime(saved.next_at))].filter(Boolean).join(" · ")}
          </p>
        </div>
        <Chip tone={saved.is_active ? "good" : "plain"}>{saved.is_active ? words.active : words.paused}</Chip>
      </div>
      <div className="row">
        <Button size="s" aria-expanded={isShown} onClick={() => setShown(!isShown)}>{isShown ? words.hide : words.show}</Button>
        <Button size="s" isBusy={flip.isPending} onClick={() => flip.mutate()}>{saved.is_active ? words.pause : words.goOn}</Button>
        <Button size="s" kind="danger" onClick={() => setAsked(true)}>{words.remove}</Button>
      </div>
      {flip.error && <Problem error={flip.error} />}
      {isShown && <Findings id={saved.saved_search_id} lastRun={saved.last_run_at ?? null} />}
      <Dialog title={words.remove} isOpen={isAsked} onClose={() => setAsked(false)}
        actions={<Button kind="danger" isBusy={remove.isPending} onClick={() => remove.mutate()}>{words.remove}</Button>}>
        <p>{words.reallyRemove(saved.name)}</p>
        {remove.error && <Problem error={remove.error} />}
      </Dialog>
    </article>
  );
}

function Findings({ id, lastRun }: { id: string; lastRun: string | null }) {
  const { search: words } = useWords();
  const format = useFormat();
  const [page, setPage] = useState(1);
  const found = useQuery({
    queryKey: ["saved-searches", id, "found", page, lastRun],
    queryFn: () => answer(api.GET("/api/v1/saved-searches/{saved_search_id}/found", { params: { path: { saved_search_id: id }, query: { page } } })),
  });
  return (
    <Loaded query={found}>
      {({ items, total, limit }) =>
        items.length === 0 ? <p className="soft">{words.nothingFound}</p> : (
          <>
            <Table
              caption={words.show}
              rows={items}
              rowKey={({ posting_id: key }) => key}
              columns={[
                { key: "job", head: words.job, isRowHead: true, cell: ({ title, url }) => <a href={url} target="_blank" rel="noreferrer noopener">{title}</a> },
                { key: "company", head: words.company, cell: ({ company }) => company },
                { key: "score", head: words.score, isNumber: true, cell: ({ score }) => (score == null ? words.notYet : format.number(score, 1)) },
                { key: "first", head: words.firstSeen, cell: (one) => format.date(one.first_seen) },
                { key: "last", head: words.lastSeen, cell: (one) => format.date(one.last_seen) },
                { key: "told", head: words.told, cell: (one) => (one.told_at ? format.dateTime(one.told_at) : "–") },
              ]}
            />
            <Pager page={page} limit={limit} total={total} onPage={setPage} />
          </>
        )
      }
    </Loaded>
  );
}
