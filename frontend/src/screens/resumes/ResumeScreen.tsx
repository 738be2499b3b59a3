/** One résumé for recruiters: what was read, to be corrected, beside the text of the file and the jobs that suit. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { answer, api } from "@/app/api";
import { saveFile } from "@/app/saveFile";
import { Button, buttonClass, Chip, Dialog, Icon, Loaded, Page, Problem, ScoreBadge, Skeleton, useToast } from "@/parts";
import { useWords } from "@/words";
import { ResumeFacts } from "./ResumeFacts";
import { nameOf, POLL_MS, shown, type Resume } from "./resumes";
import styles from "./resumes.module.css";

export default function ResumeScreen() {
  const { resumes: words } = useWords();
  const { id = "" } = useParams();
  const query = useQuery({
    queryKey: ["resumes", id],
    queryFn: () => shown(id),
    refetchInterval: ({ state }) => (state.data?.status === "processing" ? POLL_MS : false),
  });
  if (query.data) return <Shown resume={query.data} />;
  return <Page title={words.title}><Loaded query={query} waiting={<Skeleton lines={3} height="14rem" />}>{() => null}</Loaded></Page>;
}

function Shown({ resume }: { resume: Resume }) {
  const { resumes: words, parts } = useWords();
  const say = useToast();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isErasing, setIsErasing] = useState(false);
  const download = useMutation({ mutationFn: async () => saveFile(await api.download(`/api/v1/resumes/${resume.resume_id}/file`)) });
  const erasing = useMutation({
    mutationFn: () => api.DELETE("/api/v1/resumes/{resume_id}", { params: { path: { resume_id: resume.resume_id } } }),
    onSuccess: async () => {
      say(words.erased);
      await navigate("/resumes");
      client.removeQueries({ queryKey: ["resumes", resume.resume_id] });
      await client.invalidateQueries();
    },
  });
  const title = resume.status === "ready" ? nameOf(resume, words) : resume.filename;
  return (
    <Page title={title} lead={resume.headline ?? ""} actions={
      <>
        <Button icon="download" isBusy={download.isPending} onClick={() => download.mutate()}>{words.original}</Button>
        <Button kind="danger" icon="trash" onClick={() => setIsErasing(true)}>{words.erase}</Button>
      </>
    }>
      <div className="row">
        <Link to="/resumes" className={buttonClass("quiet", "s")}><Icon name="left" size={16} />{words.back}</Link>
        <Chip tone={resume.status === "ready" ? "good" : resume.status === "failed" ? "bad" : "info"}>{words.statuses[resume.status]}</Chip>
        <span className="small soft">{resume.filename}</span>
      </div>
      {download.isError && <Problem error={download.error} />}
      {resume.status === "processing" && <p className="card" role="status">{words.processing}</p>}
      {resume.status === "failed" && <p className="card">{resume.failure?.detail} {words.failedHint}</p>}
      {resume.status === "ready" && (
        <div className={styles.resume}>
          <ResumeFacts resume={resume} />
          <div className="stack">
            <Suited id={resume.resume_id} />
            <section className="card stack" aria-labelledby="resume-text">
              <h2 id="resume-text">{words.text}</h2>
              <div className={styles.text} tabIndex={0} role="region" aria-labelledby="resume-text">{resume.text}</div>
            </section>
          </div>
        </div>
      )}
      <Dialog title={words.eraseTitle(title)} isOpen={isErasing} onClose={() => setIsErasing(false)}
        actions={
          <>
            <Button onClick={() => setIsErasing(false)}>{parts.cancel}</Button>
            <Button kind="danger" isBusy={erasing.isPending} onClick={() => erasing.mutate()}>{words.erase}</Button>
          </>
        }>
        <p>{words.eraseText}</p>
        {erasing.isError && <Problem error={erasing.error} />}
      </Dialog>
    </Page>
  );
}

function Suited({ id }: { id: string }) {
  const { resumes: words, jobs } = useWords();
  const query = useQuery({
    queryKey: ["resumes", id, "matches"],
    queryFn: () => answer(api.GET("/api/v1/resumes/{resume_id}/matches", { params: { path: { resume_id: id }, query: { limit: 5 } } })),
  });
  return (
    <section className="card stack" aria-labelledby="resume-jobs">
      <h2 id="resume-jobs">{words.matches}</h2>
      <Loaded query={query} waiting={<Skeleton lines={3} height="2.75rem" />}>
        {({ items }) => items.length === 0 ? <p className="soft">{words.noMatches}</p> : (
          <ul className={styles.entries}>
            {items.map((match) => (
              <li key={match.job_id} className={styles.suited}>
                <ScoreBadge score={match.match_score} grade={match.grade} />
                <Link to={match.match_id ? `/match/${match.match_id}` : `/jobs/${match.job_id}`}>{match.job_title ?? jobs.untitled(match.job_id ?? "")}</Link>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
