/** One job: what was read from its ad, the ad itself, and what can be done with it. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { useUser } from "@/app/session";
import { Button, buttonClass, Chip, Icon, Loaded, Page, Skeleton } from "@/parts";
import { useWords } from "@/words";
import { Apply } from "./Apply";
import { EditJob } from "./EditJob";
import { JobFacts } from "./JobFacts";
import { shown, stepsOf, titleOf, type Job } from "./jobs";
import { JobStatus } from "./JobStatus";
import { useStep } from "./useStep";
import styles from "./jobs.module.css";

export default function JobScreen() {
  const { jobs: words } = useWords();
  const { id = "" } = useParams();
  const query = useQuery({ queryKey: ["jobs", id], queryFn: () => shown(id) });
  if (query.data) return <Shown key={id} job={query.data} />;
  return <Page title={words.title}><Loaded query={query} waiting={<Skeleton lines={3} height="14rem" />}>{() => null}</Loaded></Page>;
}

function Shown({ job }: { job: Job }) {
  const { jobs: words } = useWords();
  const isStaff = useUser().role !== "candidate";
  const [isEditing, setIsEditing] = useState(false);
  const { take, isBusy, question } = useStep();
  const lead = [job.company, job.location?.text].filter(Boolean).join(" · ");
  const canEdit = isStaff && !job.deleted_at;
  return (
    <Page title={titleOf(job, words)} lead={lead} actions={
      <>
        {canEdit && <Link to={`/board/${job.job_id}`} className={buttonClass("primary")}>{words.board}</Link>}
        {canEdit && <Button icon="edit" onClick={() => setIsEditing(true)}>{words.edit}</Button>}
        {isStaff && stepsOf(job).map((step) => (
          <Button key={step} kind={step === "remove" ? "danger" : "plain"} isBusy={isBusy} onClick={() => take(job, step)}>{words[step]}</Button>
        ))}
        {!isStaff && <Apply job={job} />}
      </>
    }>
      <div className="row">
        <Link to="/jobs" className={buttonClass("quiet", "s")}><Icon name="left" size={16} />{words.back}</Link>
        <JobStatus job={job} />
        {job.closes_on && <Chip>{`${words.closesOn}: ${job.closes_on}`}</Chip>}
      </div>
      {question}
      {job.deleted_at && <p className="card">{words.deletedNote}</p>}
      {job.warnings.length > 0 && (
        <section className="card stack" aria-labelledby="job-warnings">
          <h2 id="job-warnings" className="row"><Icon name="warning" />{words.warnings}</h2>
          <ul className={styles.points}>{job.warnings.map(({ code, detail }) => <li key={code}>{detail}</li>)}</ul>
        </section>
      )}
      <div className={styles.job}>
        <JobFacts job={job} canEdit={canEdit} />
        <section className="card stack" aria-labelledby="job-text">
          <h2 id="job-text">{words.text}</h2>
          <div className={styles.text} tabIndex={0} role="region" aria-labelledby="job-text">{job.text}</div>
        </section>
      </div>
      {canEdit && <EditJob job={job} isOpen={isEditing} onClose={() => setIsEditing(false)} />}
    </Page>
  );
}
