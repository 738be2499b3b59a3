/** What was read of a résumé, with what was corrected and what is worth a look; the same for its owner and for recruiters. */
import type { Shape } from "@shortlist/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Button, Chip, Icon, Problem, useToast } from "@/parts";
import { useFormat, useWords } from "@/words";
import { EditResume } from "./EditResume";
import { useMoments } from "./moments";
import { changed, nameOf, type Resume } from "./resumes";
import styles from "./resumes.module.css";

type Reset = NonNullable<Shape<"ResumeChange">["reset"]>[number];
const LISTS = ["certifications", "projects", "publications", "awards"] as const;

export function ResumeFacts({ resume }: { resume: Resume }) {
  const { resumes: words, jobs } = useWords();
  const { number } = useFormat();
  const { day, language } = useMoments();
  const say = useToast();
  const client = useQueryClient();
  const [isEditing, setIsEditing] = useState(false);
  const saved = async () => {
    say(words.saved);
    await Promise.all([["resumes"], ["me"], ["jobs"], ["matches"]].map((queryKey) => client.invalidateQueries({ queryKey })));
  };
  const back = useMutation({ mutationFn: (field: Reset) => changed(resume.resume_id, { reset: [field] }), onSuccess: saved });
  const corrected = resume.corrected ?? [];
  const doubtful = resume.needs_review ?? [];
  const fieldName = (field: string) => (field === "location" ? words.place : ((words as Record<string, unknown>)[field] as string | undefined) ?? field);
  const mark = (field: Reset): ReactNode => (
    <>
      {doubtful.includes(field) && !corrected.includes(field) && <Chip tone="warn"><Icon name="warning" size={14} />{words.review}</Chip>}
      {corrected.includes(field) && (
        <>
          <Chip tone="brand">{words.corrected}</Chip>
          <Button kind="quiet" size="s" disabled={back.isPending} aria-label={words.takeBackOf(fieldName(field))} onClick={() => back.mutate(field)}>{words.takeBack}</Button>
        </>
      )}
    </>
  );
  const section = (field: Reset, children: ReactNode) => (
    <section className="card stack" aria-label={fieldName(field)}>
      <h2 className={styles.fact}>{fieldName(field)}{mark(field)}</h2>
      {children || <p className="soft">{words.nothingRead}</p>}
    </section>
  );
  const spanOf = (start: string | null, end: string | null) => [day(start), day(end)].filter(Boolean).join(" – ");

  return (
    <div className={styles.single}>
      {back.isError && <Problem error={back.error} />}
      {(resume.warnings ?? []).length > 0 && (
        <section className="card stack" aria-label={words.warnings}>
          <h2 className="row"><Icon name="warning" />{words.warnings}</h2>
          <ul>{resume.warnings?.map(({ detail }) => <li key={detail}>{detail}</li>)}</ul>
        </section>
      )}
      <section className="card stack" aria-label={words.contact}>
        <div className={styles.head}>
          <h2>{nameOf(resume, words)}</h2>{mark("name")}
          <Button icon="edit" className={styles.date} onClick={() => setIsEditing(true)}>{words.edit}</Button>
        </div>
        {(resume.headline || corrected.includes("headline")) && <p className={styles.fact}>{resume.headline}{mark("headline")}</p>}
        {doubtful.length > 0 && <p className="small soft">{words.reviewLead} {doubtful.map(fieldName).join(", ")}</p>}
        <dl className={styles.facts}>
          <dt>{words.email}</dt><dd className={styles.fact}>{resume.email ?? words.nothingRead}{mark("email")}</dd>
          <dt>{words.phone}</dt><dd className={styles.fact}>{resume.phone ?? words.nothingRead}{mark("phone")}</dd>
          <dt>{words.place}</dt><dd className={styles.fact}>{resume.location?.text ?? words.nothingRead}{mark("location")}</dd>
          {(resume.links ?? []).length > 0 && <><dt>{words.links}</dt><dd className={styles.fact}>{resume.links?.join(", ")}{mark("links")}</dd></>}
        </dl>
      </section>
      {(resume.summary || corrected.includes("summary")) && section("summary", <p>{resume.summary}</p>)}
      {section("skills", (resume.skills ?? []).length > 0 && (
        <ul className={styles.chips}>
          {resume.skills?.map(({ name, years }) => <li key={name}><Chip>{years ? `${name} · ${jobs.years(number(years, 1))}` : name}</Chip></li>)}
        </ul>
      ))}
      {section("experience", (resume.experience ?? []).length > 0 && (
        <ol className={styles.entries}>
          {resume.experience?.map((one, at) => (
            <li key={at} className={styles.entry}>
              <h3>{[one.title, one.company].filter(Boolean).join(", ")}</h3>
              <p className="small soft tabular">
                {[[day(one.start), one.current ? words.present : day(one.end)].filter(Boolean).join(" – "), one.months && words.months(number(one.months)), one.location].filter(Boolean).join(" · ")}
              </p>
              {one.description && <p className={styles.story}>{one.description}</p>}
            </li>
          ))}
        </ol>
      ))}
      {section("education", (resume.education ?? []).length > 0 && (
        <ol className={styles.entries}>
          {resume.education?.map((one, at) => (
            <li key={at} className={styles.entry}>
              <h3>{one.degree ?? one.institution}</h3>
              <p className="small soft tabular">{[one.degree && one.institution, spanOf(one.start, one.end), one.grade].filter(Boolean).join(" · ")}</p>
            </li>
          ))}
        </ol>
      ))}
      {section("languages", (resume.languages ?? []).length > 0 && (
        <ul className={styles.chips}>
          {resume.languages?.map((one) => (
            <li key={one.language}><Chip>{[language(one.language), one.level && words.fluencies[one.level as keyof typeof words.fluencies]].filter(Boolean).join(" · ")}</Chip></li>
          ))}
        </ul>
      ))}
      {LISTS.map((list) => ((resume[list] ?? []).length > 0 || corrected.includes(list)) && (
        <div key={list}>{section(list, <ul className={styles.entries}>{resume[list]?.map((one) => <li key={one} className={styles.story}>{one}</li>)}</ul>)}</div>
      ))}
      {corrected.length > 1 && <Button className={styles.end} disabled={back.isPending} onClick={() => back.mutate("*")}>{words.takeBackAll}</Button>}
      <EditResume resume={resume} isOpen={isEditing} onClose={() => setIsEditing(false)} onSaved={saved} />
    </div>
  );
}
