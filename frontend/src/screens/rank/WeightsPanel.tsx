import { useEffect, useId, useRef, useState } from "react";
import { Button } from "@/parts";
import { useFormat, useWords } from "@/words";
import type { Asked, Weights } from "./asked";
import type { Ranked } from "./ranking";
import styles from "./WeightsPanel.module.css";

const NAMES = ["skills", "title", "overall", "keyword", "semantic", "experience", "education", "certifications", "location", "languages"] as const;
const SECTIONS = ["section_skills", "section_experience", "section_education"] as const;
type Name = (typeof NAMES)[number] | (typeof SECTIONS)[number];
const WAITS_MS = 250;

interface Props {
  asked: Asked;
  ask: (change: Partial<Asked>) => void;
  /** Any match of this job: it says which weights apply and what the ad is silent about. */
  first: Ranked | undefined;
}

/** A slider for each part of the score. What they add up to does not matter, and the panel says so. */
export function WeightsPanel({ asked, ask, first }: Props) {
  const { rank: words, match: terms } = useWords();
  const format = useFormat();
  const [own, setOwn] = useState<Weights | null>(asked.weights);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setOwn(asked.weights), [asked.weights, asked.profile]);
  useEffect(() => () => clearTimeout(timer.current), []);
  if (!first) return null;

  const inUse = inPoints(Object.entries(first.components).map(([name, { weight }]) => [name, weight]));
  const shown = own ?? inUse;
  const names: readonly Name[] = SECTIONS.some((name) => shown[name]) ? [...SECTIONS, ...NAMES] : NAMES;
  const sum = Object.values(shown).reduce((all, one) => all + one, 0);
  const live = names.filter((name) => first.components[name]?.has_data).reduce((all, name) => all + (shown[name] ?? 0), 0);

  const weigh = (next: Weights) => {
    setOwn(next);
    clearTimeout(timer.current);
    if (Object.values(next).some((points) => points > 0)) timer.current = setTimeout(() => ask({ weights: next }), WAITS_MS);
  };
  return (
    <section className={`card ${styles.panel}`} aria-labelledby="rank-weights">
      <header className={styles.head}>
        <div>
          <h2 id="rank-weights">{words.weights}</h2>
          <p className="soft small">{words.weightsLead}</p>
        </div>
        <div className="row">
          {first.suggested_weights && Object.keys(first.suggested_weights).length > 0 && (
            <Button size="s" onClick={() => weigh(inPoints(Object.entries(first.suggested_weights ?? {})))}>{words.suggested}</Button>
          )}
          <Button size="s" disabled={!own} onClick={() => ask({ weights: null })}>{words.reset}</Button>
        </div>
      </header>
      <div className={styles.sliders}>
        {names.map((name) => (
          <Slider key={name} label={terms.components[name]} about={terms.about[name]} points={shown[name] ?? 0}
            share={first.components[name]?.has_data && live ? (shown[name] ?? 0) / live : null}
            onPoints={(points) => weigh({ ...inHundred(names, shown), [name]: points })} />
        ))}
      </div>
      <p className="soft small">{sum > 0 ? words.weightsSum(format.number(sum)) : words.weightsZero}</p>
    </section>
  );
}

interface SliderProps {
  label: string;
  about: string;
  points: number;
  /** Of the score, from 0 to 1; null where the ad says nothing. */
  share: number | null;
  onPoints: (points: number) => void;
}

function Slider({ label, about, points, share, onPoints }: SliderProps) {
  const { rank: words } = useWords();
  const format = useFormat();
  const id = useId();
  return (
    <div className={styles.slider}>
      <label htmlFor={id} className={styles.label} title={about}>{label}</label>
      <output htmlFor={id} className={styles.share}>{share === null ? "–" : format.percent(share)}</output>
      <input id={id} type="range" min={0} max={100} step={1} value={points} aria-describedby={share === null ? `${id}-silent` : undefined}
        aria-valuetext={share === null ? format.number(points) : words.weightOf(label, format.percent(share))}
        onChange={(event) => onPoints(Number(event.target.value))} />
      {share === null && <span id={`${id}-silent`} className={styles.silent}>{words.silent}</span>}
    </div>
  );
}

const inPoints = (pairs: readonly (readonly [string, number])[]): Weights =>
  Object.fromEntries(pairs.filter(([, weight]) => weight > 0).map(([name, weight]) => [name, Math.round(100 * weight)]));

const inHundred = (names: readonly string[], shown: Weights): Weights => Object.fromEntries(names.map((name) => [name, shown[name] ?? 0]));
