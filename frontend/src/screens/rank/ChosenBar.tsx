import { Button } from "@/parts";
import { useFormat, useWords } from "@/words";
import styles from "./ranking.module.css";

/** Stays in sight while somebody is chosen. */
export function ChosenBar({ count, onCompare, onClear }: { count: number; onCompare: () => void; onClear: () => void }) {
  const { rank: words } = useWords();
  const format = useFormat();
  if (count === 0) return null;
  return (
    <div className={styles.chosen} role="region" aria-label={words.compare}>
      <p role="status">
        <strong>{words.compareChosen(format.number(count))}</strong> {(count < 2 || count > 5) && <span className="soft">{words.compareHint}</span>}
      </p>
      <div className="row">
        <Button kind="quiet" onClick={onClear}>{words.clearChoice}</Button>
        <Button kind="primary" disabled={count < 2 || count > 5} onClick={onCompare}>{words.compare}</Button>
      </div>
    </div>
  );
}
