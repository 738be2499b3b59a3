import { useFormat, useWords } from "@/words";
import styles from "./ScoreBadge.module.css";

interface Props {
  /** From 0 to 100. */
  score: number;
  /** What the server calls it, such as "High Match". */
  grade: string;
  size?: "m" | "l";
}

/** A score as a number within a ring, with its grade. */
export function ScoreBadge({ score, grade, size = "m" }: Props) {
  const { parts } = useWords();
  const format = useFormat();
  const shown = format.number(score, 1);
  const tone = grade.startsWith("High") ? styles.high : grade.startsWith("Medium") ? styles.middle : styles.low;
  return (
    <span className={`${styles.badge} ${styles[size]} ${tone}`} role="img" aria-label={parts.score(shown, grade)}>
      <svg viewBox="0 0 40 40" aria-hidden="true" className={styles.ring}>
        <circle cx="20" cy="20" r="17" className={styles.track} />
        <circle cx="20" cy="20" r="17" className={styles.share} pathLength="100" strokeDasharray={`${score} 100`} />
      </svg>
      <span className={styles.number} aria-hidden="true">{format.number(score)}</span>
    </span>
  );
}
