import type { ReactNode } from "react";
import styles from "./Chip.module.css";

export type Tone = "plain" | "good" | "warn" | "bad" | "info" | "brand";

/** A word or two with a meaning that its tone repeats but never carries alone. */
export function Chip({ tone = "plain", title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return <span className={`${styles.chip} ${styles[tone]}`} title={title}>{children}</span>;
}
