import { useEffect, useRef, useState } from "react";
import { Button, Checkbox, Select, TextField } from "@/parts";
import { useWords } from "@/words";
import { ORDERS, PROFILES, type Asked, type Order, type Profile } from "./asked";
import styles from "./ranking.module.css";

const WAITS_MS = 300;

interface Props {
  asked: Asked;
  ask: (change: Partial<Asked>) => void;
  isWeighing: boolean;
  onWeighing: (isWeighing: boolean) => void;
}

/** What narrows, orders and weighs the ranking; every change shows at once. */
export function Filters({ asked, ask, isWeighing, onWeighing }: Props) {
  const { rank: words } = useWords();
  const [minScore, setMinScore] = useTyped(asked.minScore ? String(asked.minScore) : "", (text) => ask({ minScore: between(Number(text)) }));
  const [skill, setSkill] = useTyped(asked.skill, (text) => ask({ skill: text }));
  // The résumés that were sent can be shown again after a look at all.
  const [sent] = useState(asked.of);
  const profiles = PROFILES.map((one) => [one, words.profiles[one]] as const);
  return (
    <section className={styles.filters} aria-label={words.filters}>
      <Select label={words.profile} value={asked.weights ? "custom" : asked.profile}
        options={asked.weights ? [...profiles, ["custom", words.profiles.custom] as const] : profiles}
        onChange={(event) => event.target.value !== "custom" && ask({ profile: event.target.value as Profile, weights: null })} />
      <Select label={words.order} value={asked.order} options={ORDERS.map((one) => [one, words.orders[one]] as const)}
        onChange={(event) => ask({ order: event.target.value as Order })} />
      <TextField label={words.minScore} type="number" min={0} max={100} inputMode="numeric" value={minScore} placeholder="0" onChange={(event) => setMinScore(event.target.value)} />
      <TextField label={words.skill} type="search" value={skill} maxLength={100} placeholder={words.skillHint} onChange={(event) => setSkill(event.target.value)} />
      {sent && (
        <Select label={words.whom} value={asked.of ? "sent" : "all"} options={[["sent", words.onlyThese], ["all", words.everybody]]}
          onChange={(event) => ask({ of: event.target.value === "sent" ? sent : null })} />
      )}
      <div className={styles.switches}>
        <Checkbox label={words.blind} checked={asked.isBlind} title={words.blindHint} onChange={(event) => ask({ isBlind: event.target.checked })} />
        <Button size="s" icon="settings" aria-expanded={isWeighing} onClick={() => onWeighing(!isWeighing)}>{words.weightsShow}</Button>
      </div>
    </section>
  );
}

const between = (value: number) => Math.min(100, Math.max(0, Number.isFinite(value) ? value : 0));

/** A field that tells its value when the typing rests, and follows when somebody else changes it. */
function useTyped(value: string, tell: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [text, (next) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => tell(next), WAITS_MS);
  }];
}
