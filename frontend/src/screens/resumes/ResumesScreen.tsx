/** All résumés, found by words; one opened shows what was read of it. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { useSettled } from "@/app/useSettled";
import { Button, Chip, Empty, Loaded, Page, Pager, Select, Skeleton, TextField } from "@/parts";
import { useFormat, useWords } from "@/words";
import { listed, nameOf, POLL_MS, SORTS, type Resume } from "./resumes";
import { Upload } from "./Upload";
import styles from "./resumes.module.css";

const SKILLS = 6;

export default function ResumesScreen() {
  const { resumes: words } = useWords();
  const { number } = useFormat();
  const [params, setParams] = useSearchParams();
  const asked = {
    q: params.get("q") ?? "",
    sort: SORTS.find((one) => one === params.get("sort")) ?? ("newest" as const),
    page: Number(params.get("page") ?? 1) || 1,
  };
  const q = useSettled(asked.q.trim());
  const query = useQuery({
    queryKey: ["resumes", { ...asked, q }],
    queryFn: () => listed({ ...asked, q }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === "processing") ? POLL_MS : false),
  });
  const set = (name: string, value: string) =>
    setParams((before) => {
      const after = new URLSearchParams(before);
      if (value) after.set(name, value);
      else after.delete(name);
      if (name !== "page") after.delete("page");
      return after;
    }, { replace: true });

  return (
    <Page title={words.title} lead={words.lead}>
      <Upload label={words.upload} isMany />
      <div className={styles.filters} role="search" aria-label={words.search}>
        <TextField label={words.search} placeholder={words.searchHint} type="search" maxLength={200} value={asked.q} onChange={(event) => set("q", event.target.value)} />
        <Select label={words.sort} value={asked.sort} options={SORTS.map((one) => [one, words.sorts[one]] as const)} onChange={(event) => set("sort", event.target.value)} />
      </div>
      <Loaded query={query} waiting={<Skeleton lines={6} height="5.5rem" />}>
        {({ items, total, page, limit }) => (
          <>
            <p className="small soft tabular" role="status">{words.found(total, number(total))}</p>
            {items.length > 0 && <ul className={styles.list} aria-label={words.list}>{items.map((resume) => <Item key={resume.resume_id} resume={resume} />)}</ul>}
            {items.length === 0 && (q ? (
              <Empty title={words.nothing} icon="search">
                <p>{words.nothingHint}</p>
                <Button onClick={() => setParams({}, { replace: true })}>{words.showAll}</Button>
              </Empty>
            ) : (
              <Empty title={words.empty} icon="file"><p>{words.emptyHint}</p></Empty>
            ))}
            <Pager page={page} limit={limit} total={total} onPage={(to) => set("page", String(to))} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Item({ resume }: { resume: Resume }) {
  const { resumes: words } = useWords();
  const format = useFormat();
  const skills = resume.skills ?? [];
  const months = resume.total_experience_months ?? 0;
  const about = [resume.headline, resume.location?.text, months > 0 && words.years(format.number(months / 12, 1))].filter(Boolean).join(" · ");
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <Link to={`/resumes/${resume.resume_id}`} className={styles.name}>{resume.status === "ready" ? nameOf(resume, words) : resume.filename}</Link>
        {resume.status !== "ready" && <Chip tone={resume.status === "failed" ? "bad" : "info"}>{words.statuses[resume.status]}</Chip>}
        {(resume.needs_review ?? []).length > 0 && <Chip tone="warn">{words.review}</Chip>}
        <span className={`small soft tabular ${styles.date}`}>{format.date(resume.created_at)}</span>
      </div>
      <p className="small soft">{resume.failure?.detail ?? (about || resume.filename)}</p>
      {skills.length > 0 && (
        <ul className={styles.chips}>
          {skills.slice(0, SKILLS).map(({ name }) => <li key={name}><Chip>{name}</Chip></li>)}
          {skills.length > SKILLS && <li className="small soft">{words.more(format.number(skills.length - SKILLS))}</li>}
        </ul>
      )}
    </li>
  );
}
