import styles from "./Bar.module.css";

export interface Share {
  name: string;
  /** Of the same whole as the others. */
  value: number;
  /** One of the colours of the theme, such as `var(--c2)`; by place when left out. */
  colour?: string;
}

/** Shares of a whole as one bar; what is missing to `whole` stays empty. The label says it all in words. */
export function Bar({ shares, whole = 100, label }: { shares: readonly Share[]; whole?: number; label: string }) {
  return (
    <div className={styles.bar} role="img" aria-label={label}>
      {shares.map(({ name, value, colour }, at) => (
        <span key={name} title={name} style={{ width: `${(100 * value) / whole}%`, background: colour ?? colourAt(at) }} />
      ))}
    </div>
  );
}

/** The colours of parts in their order; after seven they begin again. */
export const colourAt = (at: number) => `var(--c${(at % 7) + 1})`;
