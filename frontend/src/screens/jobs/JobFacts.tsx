/** What was read from an ad; a corrected fact says so and can go back to what was read. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { Button, Chip, Problem, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { useMoments } from "../resumes/moments";
import { changed, FIELDS, said, type Job } from "./jobs";
import styles from "./jobs.module.css";

export function JobFacts({ job, canEdit }: { job: Job; canEdit: boolean }) {
  const { jobs: words } = useWords();
  const { number } = useFormat();
  const { language } = useMoments();
  const say = useToast();
  const client = useQueryClient();
  const back = useMutation({
    mutationFn: (field: string) => changed(job, { corrections: { reset: [field] } } as Parameters<typeof changed>[1]),
    onSuccess: async () => {
      say(words.saved);
      await client.invalidateQueries({ queryKey: ["jobs"] });
    },
  });
  const mark = (field: string) =>
    job.corrected.includes(field) && (
      <>
        <Chip tone="brand">{words.corrected}</Chip>
        {canEdit && (
          <Button kind="quiet" size="s" disabled={back.isPending} aria-label={words.takeBackOf(nameOf(words.fields, field))} onClick={() => back.mutate(field)}>
            {words.takeBack}
          </Button>
        )}
      </>
    );
  const facts = FIELDS.map((field) => ({ field, value: said(job, field, words, number, language) })).filter(({ field, value }) => value || job.corrected.includes(field));
  return (
    <div className="stack">
      <section className="card stack" aria-labelledby="job-skills">
        <h2 id="job-skills" className={styles.fact}>{words.fields.skills}{mark("skills")}</h2>
        {(["required", "preferred"] as const).map((importance) => {
          const skills = job.skills.filter((skill) => skill.importance === importance);
          return skills.length > 0 && (
            <div key={importance} className="stack" style={{ gap: "var(--s2)" }}>
              <h3>{words[importance]}</h3>
              <ul className={styles.chips}>
                {skills.map(({ name, min_years }) => (
                  <li key={name}><Chip tone={importance === "required" ? "brand" : "plain"}>{min_years ? `${name} · ${words.years(number(min_years, 1))}` : name}</Chip></li>
                ))}
              </ul>
            </div>
          );
        })}
        {job.skills.length === 0 && <p className="soft">{words.nothingSaid}</p>}
      </section>
      <section className="card stack" aria-labelledby="job-facts">
        <h2 id="job-facts">{words.facts}</h2>
        {back.isError && <Problem error={back.error} />}
        {job.corrected.includes("title") && <p className={styles.fact}>{words.fields.title}{mark("title")}</p>}
        <dl className={styles.facts}>
          {facts.map(({ field, value }) => (
            <div key={field} style={{ display: "contents" }}>
              <dt>{words.fields[field]}</dt>
              <dd className={styles.fact}>{value || words.nothingSaid}{mark(field)}</dd>
            </div>
          ))}
        </dl>
      </section>
      {(["requirements", "responsibilities"] as const).map((list) => job[list].length > 0 && (
        <section key={list} className="card stack" aria-labelledby={`job-${list}`}>
          <h2 id={`job-${list}`} className={styles.fact}>{words[list]}{mark(list)}</h2>
          <ul className={styles.points}>
            {job[list].map((one, at) => <li key={at}>{typeof one === "string" ? one : one.text}</li>)}
          </ul>
        </section>
      ))}
      {(job.same_as ?? []).length > 0 && (
        <section className="card stack" aria-labelledby="job-same">
          <h2 id="job-same">{words.sameAs}</h2>
          <ul className={styles.chips}>
            {job.same_as?.map(({ job_id, likeness }) => <li key={job_id}><Link to={`/jobs/${job_id}`}>{job_id}</Link> <span className="soft small">{number(likeness * 100)} %</span></li>)}
          </ul>
        </section>
      )}
    </div>
  );
}

const nameOf = (names: Record<string, string>, field: string) => names[field] ?? field;
