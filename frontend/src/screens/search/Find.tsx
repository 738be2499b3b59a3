import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { answer, api } from "@/app/api";
import { Button, Empty, Loaded, Pager, Problem, Progress, buttonClass } from "@/parts";
import { useFormat, useWords } from "@/words";
import { NOTHING, type Asked } from "./asked";
import { Filters } from "./Filters";
import { FoundJob } from "./FoundJob";
import { SaveSearch } from "./SaveSearch";
import styles from "./search.module.css";
import { useSearch } from "./useSearch";

/** The form and what came of it; the boards are watched while they answer. */
export function Find({ onSetUp }: { onSetUp: () => void }) {
  const { search: words } = useWords();
  const resumes = useQuery({
    queryKey: ["resumes", { forSearch: true }],
    queryFn: () => answer(api.GET("/api/v1/resumes", { params: { query: { limit: 100 } } })),
  });
  const settings = useQuery({ queryKey: ["search-settings"], queryFn: () => answer(api.GET("/api/v1/search-settings")) });
  return (
    <Loaded query={settings}>
      {({ boards_in_effect: boards }) =>
        boards.length === 0 ? (
          <Empty icon="search" title={words.noBoards}>
            <p>{words.noBoardsHow}</p>
            <Button kind="primary" onClick={onSetUp}>{words.setUp}</Button>
          </Empty>
        ) : (
          <Loaded query={resumes}>
            {({ items }) => {
              const ready = items.filter(({ status }) => status === "ready");
              return ready.length === 0 ? (
                <Empty icon="search" title={words.noResumes}>
                  <p>{words.noResumesHow}</p>
                  <a className={buttonClass("primary")} href="#/rank">{words.toResumes}</a>
                </Empty>
              ) : (
                <Search boards={boards} people={ready.map(({ resume_id: id, name, filename }) => [id, `${name ?? filename} · ${id}`] as const)} />
              );
            }}
          </Loaded>
        )
      }
    </Loaded>
  );
}

interface Props {
  boards: readonly string[];
  people: readonly (readonly [string, string])[];
}

function Search({ boards, people }: Props) {
  const { search: words } = useWords();
  const [asked, setAsked] = useState<Asked>({ ...NOTHING, resumeId: people[0]?.[0] ?? "" });
  const [isSaving, setSaving] = useState(false);
  const { heard, found, error, isRunning, run, stop } = useSearch();
  const begin = (event: FormEvent) => {
    event.preventDefault();
    void run(asked, 1);
  };
  return (
    <div className={styles.search}>
      <form className="card stack" onSubmit={begin} aria-label={words.find}>
        <Filters asked={asked} boards={boards} people={people} onChange={setAsked} />
        <div className="row">
          {isRunning ? <Button onClick={stop}>{words.stop}</Button> : <Button kind="primary" type="submit" icon="search">{words.go}</Button>}
          <Button kind="quiet" onClick={() => setSaving(true)}>{words.save}</Button>
        </div>
      </form>
      <section className="stack" aria-live="polite" aria-busy={isRunning}>
        {isRunning && <Boards heard={heard} />}
        {error !== null && <Problem error={error} onRetry={() => void run(asked, 1)} />}
        {found && <Found found={found} isRunning={isRunning} onPage={(page) => void run(asked, page)} />}
        {!found && !isRunning && error === null && <Empty icon="search" title={words.start}><p>{words.startHow}</p></Empty>}
      </section>
      <SaveSearch asked={asked} person={people.find(([id]) => id === asked.resumeId)?.[1] ?? asked.resumeId} isOpen={isSaving} onClose={() => setSaving(false)} />
    </div>
  );
}

function Boards({ heard }: { heard: ReturnType<typeof useSearch>["heard"] }) {
  const { search: words } = useWords();
  const format = useFormat();
  return (
    <div className="card stack">
      <Progress label={words.asking} detail={words.asked(format.number(heard.length))} />
      <ul className="row small">
        {heard.map(({ source, postings, problem }) => (
          <li key={source} className={problem ? styles.failed : "soft"}>
            {problem ? words.boardFailed(source, problem.detail) : words.boardSaid(source, format.number(postings))}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Found({ found, isRunning, onPage }: { found: NonNullable<ReturnType<typeof useSearch>["found"]>; isRunning: boolean; onPage: (page: number) => void }) {
  const { search: words } = useWords();
  const format = useFormat();
  const { considered, warnings, items, page, limit, total } = found;
  if (total === 0) {
    return (
      <>
        <Warnings warnings={warnings} />
        <Empty icon="search" title={words.nothing}><p>{words.nothingHow}</p></Empty>
      </>
    );
  }
  return (
    <>
      <div className="row soft small">
        <span>
          {words.found(format.number(considered.jobs), format.number(considered.postings), format.number(considered.matched))} · {words.searchedAt(format.dateTime(found.searched_at))}
        </span>
        {found.stale && <span>{words.stale}</span>}
        {considered.is_unfinished && <span>{words.unfinished}</span>}
        {(found.stale || considered.is_unfinished) && <Button size="s" isBusy={isRunning} onClick={() => onPage(page)}>{words.again}</Button>}
      </div>
      <Warnings warnings={warnings} />
      <ol className={styles.jobs}>
        {items.map((item) => <li key={item.posting.posting_id}><FoundJob found={item} /></li>)}
      </ol>
      <Pager page={page} limit={limit} total={total} onPage={onPage} />
    </>
  );
}

function Warnings({ warnings }: { warnings: readonly { source: string; detail: string }[] }) {
  const { search: words } = useWords();
  if (warnings.length === 0) return null;
  return (
    <ul className={styles.warnings}>
      {warnings.map(({ source, detail }) => <li key={`${source}${detail}`}>{source ? words.boardFailed(source, detail) : detail}</li>)}
    </ul>
  );
}
