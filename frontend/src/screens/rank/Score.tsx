import { useFormat, useWords } from "@/words";
import styles from "./Score.module.css";

export const gradeOf = (grade: string) => (grade.startsWith("High") ? "High" : grade.startsWith("Medium") ? "Medium" : "Low");

/** A score as a number, a bar and the word for its grade. */
export function Score({ score, grade }: { score: number; grade: string }) {
  const { match: terms } = useWords();
  const format = useFormat();
  const level = gradeOf(grade);
  return (
    <span className={`${styles.score} ${styles[level]}`}>
      <span className={styles.number}>{format.number(score, 1)}</span>
      <span className={styles.track} aria-hidden="true"><span className={styles.share} style={{ width: `${score}%` }} /></span>
      <span className={styles.grade}>{terms.grades[level]}</span>
    </span>
  );
}
