import { useFormat } from "@/words";
import styles from "./Progress.module.css";

interface Props {
  label: string;
  /** From 0 to 1; without it the bar says only that something is going on. */
  share?: number;
  /** In words, beside the label: "12 of 40". */
  detail?: string;
}

/** How far something is. */
export function Progress({ label, share, detail }: Props) {
  const format = useFormat();
  return (
    <label className={styles.progress}>
      <span className={styles.words}>
        <span>{label}</span>
        <span className="tabular soft">{detail ?? (share === undefined ? "" : format.percent(share))}</span>
      </span>
      <progress className={styles.bar} max={1} value={share} />
    </label>
  );
}
