import { colourAt } from "../Bar";
import { Legend, type Series } from "./Bars";
import styles from "./charts.module.css";

const HIGH = 160;
const WIDE = 440;
const HEAD = 20;
const FOOT = 22;
const MOST_LABELS = 6;
const WIDEST = 28;

interface Props {
  label: string;
  labels: readonly string[];
  series: readonly Series[];
  /** The number at the top of the scale, as text. */
  says?: (most: number) => string;
}

/** Groups of columns from left to right, one column a series: for steps of a scale and for time. */
export function Columns({ label, labels, series, says = String }: Props) {
  const most = Math.max(1, ...series.flatMap(({ values }) => values));
  const step = WIDE / Math.max(1, labels.length);
  const column = Math.min(WIDEST, (step * 0.8) / series.length);
  const every = Math.ceil(labels.length / MOST_LABELS);
  return (
    <figure className={styles.figure}>
      <figcaption className="unseen">{label}</figcaption>
      {series.length > 1 && <Legend series={series} />}
      <svg viewBox={`0 ${-HEAD} ${WIDE} ${HEAD + HIGH + FOOT}`} className={styles.columns} aria-hidden="true">
        {[0.25, 0.5, 0.75, 1].map((share) => <line key={share} className={styles.grid} x1="0" x2={WIDE} y1={HIGH * (1 - share)} y2={HIGH * (1 - share)} />)}
        {series.map((one, number) => one.values.map((value, at) => {
          const high = (HIGH * value) / most;
          const left = at * step + (step - column * series.length) / 2 + number * column;
          return (
            <rect key={`${one.name}${labels[at]}`} x={left} y={HIGH - high} width={Math.max(1, column - 1)} height={high} rx="2" fill={colourAt(number)}>
              <title>{`${labels[at]}: ${one.name} ${one.says(at)}`}</title>
            </rect>
          );
        }))}
        <text className={styles.tick} x="0" y={-6}>{says(most)}</text>
        <line className={styles.axis} x1="0" x2={WIDE} y1={HIGH} y2={HIGH} />
        {labels.map((name, at) => at % every === 0 && <text key={name} className={styles.tick} x={at * step + step / 2} y={HIGH + 17} textAnchor="middle">{name}</text>)}
      </svg>
    </figure>
  );
}
