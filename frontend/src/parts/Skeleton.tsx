import { useWords } from "@/words";
import styles from "./Skeleton.module.css";

/** The shape of what is being fetched, as many lines and as high as it will be, so that nothing jumps. */
export function Skeleton({ lines = 5, height = "3.5rem" }: { lines?: number; height?: string }) {
  const { parts } = useWords();
  return (
    <div className={styles.skeleton} role="status">
      <span className="unseen">{parts.loading}</span>
      {Array.from({ length: lines }, (_, at) => <span key={at} className={styles.line} style={{ height }} />)}
    </div>
  );
}
