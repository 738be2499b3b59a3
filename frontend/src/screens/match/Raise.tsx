import type { Shape } from "@shortlist/client";
import { useFormat, useWords } from "@/words";
import styles from "./Raise.module.css";

/** What the score would gain, the most first; bars are drawn against the largest gain. */
export function Raise({ found }: { found: Shape<"MatchOut"> }) {
  const { match: words } = useWords();
  const format = useFormat();
  const most = Math.max(...found.would_raise.map(({ points }) => points), 0.1);
  return (
    <section className="card stack" aria-labelledby="match-raise">
      <header>
        <h2 id="match-raise">{words.raise}</h2>
        <p className="soft small">{found.would_raise.length > 0 ? words.raiseLead : words.raiseNone}</p>
      </header>
      <ol className={styles.list}>
        {found.would_raise.map(({ skill, points, kind }) => (
          <li key={`${kind} ${skill}`} className={styles.line}>
            <span>{skill}{kind && kind !== "skill" && <span className="soft small"> · {words.raiseKinds[kind]}</span>}</span>
            <span className={styles.track} aria-hidden="true"><span style={{ width: `${(100 * points) / most}%` }} /></span>
            <span className={styles.points}>{words.raisePoints(format.number(points, 1))}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
