import type { Shape } from "@shortlist/client";
import { Link } from "react-router";
import { Icon } from "@/parts";
import { useFormat, useWords } from "@/words";
import styles from "./Care.module.css";

/** What is to be settled or looked at before anybody relies on the score; nothing where there is nothing. */
export function Care({ found, resume }: { found: Shape<"MatchOut">; resume: Shape<"ResumeOut"> | undefined }) {
  const { match: words } = useWords();
  const format = useFormat();
  const review = (resume?.needs_review ?? []).map((field) => words.reviewFields[field as keyof typeof words.reviewFields] ?? field);
  const warnings = found.warnings ?? [];
  if (!found.knockouts.length && !warnings.length && !review.length) return null;
  return (
    <div className={styles.care}>
      {found.knockouts.length > 0 && (
        <section className={`${styles.note} ${styles.bad}`} aria-labelledby="match-settle">
          <Icon name="warning" />
          <div>
            <h2 id="match-settle">{words.settle}</h2>
            <ul>{found.knockouts.map((one) => <li key={one}>{one}</li>)}</ul>
            <p className={styles.small}>{words.settleLead}</p>
          </div>
        </section>
      )}
      {warnings.length > 0 && (
        <section className={`${styles.note} ${styles.warn}`} aria-labelledby="match-care">
          <Icon name="warning" />
          <div>
            <h2 id="match-care">{words.care}</h2>
            <ul>{warnings.map(({ code, detail, share }) => (
              <li key={`${code} ${detail}`}>{detail}{share !== null && share > 0 && ` (${words.shareOf(format.percent(share))})`}</li>
            ))}</ul>
          </div>
        </section>
      )}
      {review.length > 0 && resume && (
        <section className={`${styles.note} ${styles.info}`} aria-labelledby="match-review">
          <Icon name="info" />
          <div>
            <h2 id="match-review">{words.review}: {review.join(", ")}</h2>
            <p>{words.reviewWhy} <Link to={`/resumes/${resume.resume_id}`}>{words.correct}</Link></p>
          </div>
        </section>
      )}
    </div>
  );
}
