import type { Shape } from "@shortlist/client";
import { colourAt } from "@/parts";
import { useFormat, useWords } from "@/words";
import { laidOut, type Laid } from "./months";
import styles from "./Timeline.module.css";

const ROW = 26;
const TOP = 8;
const AXIS = 26;

interface Props {
  resume: Shape<"ResumeOut">;
  relevance: readonly Shape<"RelevanceOut">[];
}

/** Jobs as bars along the years, gaps as hatched bands; the list below says the same in words. */
export function Timeline({ resume, relevance }: Props) {
  const { match: words } = useWords();
  const format = useFormat();
  const laid = laidOut(resume);
  const gaps = resume.experience_gaps ?? [];
  return (
    <section className="card stack" aria-labelledby="match-timeline">
      <h2 id="match-timeline">{words.timeline}</h2>
      {laid ? <Drawing laid={laid} label={words.timelineLabel(format.number(laid.jobs.length), format.number(gaps.length))} /> : <p className="soft">{words.timelineNone}</p>}
      <ol className={styles.list}>
        {(resume.experience ?? []).map((job, at) => (
          <li key={at} className={styles.entry}>
            <span className={styles.swatch} style={{ background: colourAt(at) }} aria-hidden="true" />
            <span>
              <strong>{job.title ?? job.company}</strong>{job.title && job.company && <span> · {job.company}</span>}
              <span className={styles.dates}>
                {[dates(job.start, job.current ? words.present : job.end), job.months && words.months(format.number(job.months)), closeness(job, relevance, words, format)]
                  .filter(Boolean).join(" · ")}
              </span>
            </span>
          </li>
        ))}
        {gaps.map((gap) => (
          <li key={gap.after} className={styles.entry}>
            <span className={`${styles.swatch} ${styles.hatched}`} aria-hidden="true" />
            <span>
              <strong>{words.gapOf(format.number(gap.months))}</strong>
              <span className={styles.dates}>{gap.after} – {gap.before}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

const dates = (start: string | null, end: string | null) => [start, end].filter(Boolean).join(" – ");

function closeness(
  job: Shape<"PositionOut">, relevance: Props["relevance"], words: ReturnType<typeof useWords>["match"], format: ReturnType<typeof useFormat>,
): string | undefined {
  const found = relevance.find(({ label }) => job.title && label.startsWith(job.title) && (!job.company || label.includes(job.company)));
  return found && words.relevance(format.number(found.score));
}

function Drawing({ laid: { jobs, gaps, from, to }, label }: { laid: Laid; label: string }) {
  const x = (month: number) => `${(100 * (month - from)) / (to - from)}%`;
  const height = TOP + jobs.length * ROW;
  const firstYear = Math.ceil(from / 12);
  const years = Array.from({ length: Math.floor(to / 12) - firstYear + 1 }, (_, at) => firstYear + at);
  const step = Math.ceil(years.length / 8);
  return (
    <svg className={styles.drawing} width="100%" height={height + AXIS} role="img" aria-label={label}>
      <defs>
        <pattern id="match-gap" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="2" height="6" className={styles.stripe} />
        </pattern>
      </defs>
      {years.filter((_, at) => at % step === 0).map((year) => (
        <g key={year}>
          <line x1={x(year * 12)} x2={x(year * 12)} y1={0} y2={height} className={styles.grid} />
          <text x={x(year * 12)} y={height + 18} className={styles.year}>{year}</text>
        </g>
      ))}
      {gaps.map((gap) => (
        <rect key={gap.from} x={x(gap.from)} y={0} width={`${(100 * (gap.to - gap.from)) / (to - from)}%`} height={height} fill="url(#match-gap)" className={styles.gap} />
      ))}
      {jobs.map((job, at) => (
        <rect key={at} x={x(job.from)} y={TOP + at * ROW} width={`${(100 * (job.to - job.from)) / (to - from)}%`} height={ROW - 8} rx={4} style={{ fill: colourAt(job.at) }} />
      ))}
    </svg>
  );
}
