import { colourAt } from "../Bar";
import styles from "./charts.module.css";

export interface Series {
  name: string;
  /** As text where a reader wants the number. */
  says: (at: number) => string;
  values: readonly number[];
}

/** One row a label and one bar a series, from 0 to the greatest; the table beside it says the same to screen readers. */
export function Bars({ label, labels, series }: { label: string; labels: readonly string[]; series: readonly Series[] }) {
  const most = Math.max(1e-9, ...series.flatMap(({ values }) => values));
  return (
    <figure className={styles.figure}>
      <figcaption className="unseen">{label}</figcaption>
      {series.length > 1 && <Legend series={series} />}
      <div className={styles.bars} aria-hidden="true">
        {labels.map((says, at) => (
          <div key={says} className={styles.bar}>
            <span className={styles.says}>{says}</span>
            <span className={styles.tracks}>
              {series.map((one, number) => (
                <span key={one.name} className={styles.track}>
                  <span className={styles.fill} style={{ width: `${(100 * (one.values[at] ?? 0)) / most}%`, background: colourAt(number) }} />
                  <span className={styles.value}>{one.says(at)}</span>
                </span>
              ))}
            </span>
          </div>
        ))}
      </div>
    </figure>
  );
}

/** What the colours stand for. */
export function Legend({ series }: { series: readonly { name: string }[] }) {
  return (
    <ul className={styles.legend} aria-hidden="true">
      {series.map(({ name }, number) => (
        <li key={name}><span className={styles.swatch} style={{ background: colourAt(number) }} />{name}</li>
      ))}
    </ul>
  );
}
