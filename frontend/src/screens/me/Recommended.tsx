/** Open jobs ranked for the candidate, with what would raise the score, and a way to apply. */
import { ApiProblem, type Shape } from "@shortlist/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { Button, Chip, Empty, Loaded, Pager, ScoreBadge, Select, Skeleton } from "@/parts";
import { useFormat, useWords } from "@/words";
import { Apply } from "../jobs/Apply";
import { ownResumes, recommended, type PartProps } from "./me";
import styles from "./me.module.css";

const SKILLS = 8;

export function Recommended({ onTab }: PartProps) {
  const { me: words } = useWords();
  const [resume, setResume] = useState("");
  const [page, setPage] = useState(1);
  const resumes = useQuery({ queryKey: ["me", "resumes"], queryFn: ownResumes });
  const ready = resumes.data?.items.filter(({ status }) => status === "ready") ?? [];
  const query = useQuery({ queryKey: ["me", "recommended", { resume, page }], queryFn: () => recommended(resume, page), placeholderData: keepPreviousData, enabled: ready.length > 0 });
  const needsResume = (
    <Empty title={words.needsResume} icon="me"><Button kind="primary" onClick={() => onTab("resume")}>{words.toResume}</Button></Empty>
  );
  if (query.error instanceof ApiProblem && query.error.status === 404) return needsResume;
  return (
    <Loaded query={resumes} waiting={<Skeleton lines={4} height="9rem" />}>
      {() => ready.length === 0 ? needsResume : (
        <div className="stack">
          <p className="soft">{words.recommendedLead}</p>
          {ready.length > 1 && (
            <div className={styles.which}>
              <Select label={words.which} value={resume || (ready[0]?.resume_id ?? "")} options={ready.map((one) => [one.resume_id, one.filename] as const)}
                onChange={(event) => {
                  setResume(event.target.value);
                  setPage(1);
                }} />
            </div>
          )}
          <Loaded query={query} waiting={<Skeleton lines={4} height="9rem" />}>
            {({ items, total, limit }) => (
              <>
                {items.length === 0 && <Empty title={words.noJobs} icon="jobs"><p>{words.noJobsHint}</p></Empty>}
                <ul className={styles.jobs}>{items.map((one) => <Job key={one.job_id} one={one} />)}</ul>
                <Pager page={page} limit={limit} total={total} onPage={setPage} />
              </>
            )}
          </Loaded>
        </div>
      )}
    </Loaded>
  );
}

function Job({ one }: { one: Shape<"RecommendedOut"> }) {
  const { me: words, jobs, board } = useWords();
  const { number } = useFormat();
  const about = [one.company, one.location?.text, one.remote && jobs.remotes[one.remote as keyof typeof jobs.remotes]].filter(Boolean).join(" · ");
  const skills = (label: string, names: readonly string[], tone: "good" | "plain") => names.length > 0 && (
    <div className={styles.skills}>
      <span className="small soft">{label}</span>
      <ul className={styles.chips} aria-label={label}>
        {names.slice(0, SKILLS).map((name) => <li key={name}><Chip tone={tone}>{name}</Chip></li>)}
        {names.length > SKILLS && <li className="small soft">{words.more(number(names.length - SKILLS))}</li>}
      </ul>
    </div>
  );
  return (
    <li className={`card ${styles.job}`}>
      <ScoreBadge score={one.match_score} grade={one.grade} size="l" />
      <div className="stack" style={{ gap: "var(--s2)" }}>
        <div>
          <h2><Link to={`/jobs/${one.job_id}`} className={styles.title}>{one.job_title ?? jobs.untitled(one.job_id)}</Link></h2>
          <p className="small soft">{[about, one.grade].filter(Boolean).join(" · ")}</p>
        </div>
        {skills(words.shows, one.matched_skills, "good")}
        {skills(words.lacks, one.missing_skills, "plain")}
        {one.would_raise.length > 0 && (
          <details>
            <summary>{words.raise}</summary>
            <ul className={styles.raises}>
              {one.would_raise.map(({ skill, points }) => <li key={skill}><span>{skill}</span><span className="tabular">{words.points(number(points, 1))}</span></li>)}
            </ul>
          </details>
        )}
      </div>
      <div>
        {one.status && one.status !== "withdrawn" ? <Chip tone="info">{board.statuses[one.status]}</Chip> : <Apply job={{ job_id: one.job_id, title: one.job_title }} />}
      </div>
    </li>
  );
}
