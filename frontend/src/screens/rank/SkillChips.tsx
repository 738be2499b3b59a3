import { useState } from "react";
import { Chip, Icon, type Tone } from "@/parts";
import { useFormat, useWords } from "@/words";
import type { Ranked } from "./ranking";
import styles from "./SkillChips.module.css";

const AT_FIRST = { matched: 4, partial: 2, missing: 2 };

/** Skills that the ad asks for: shown, shown in part, missing; each kind has a sign and a word besides its colour. */
export function SkillChips({ row, name }: { row: Ranked; name: string }) {
  const { rank: words } = useWords();
  const format = useFormat();
  const [isAll, setIsAll] = useState(false);
  // What is required comes first among the missing.
  const missing = [...new Set([...row.missing_required, ...row.missing_skills])];
  const partial = row.partial_skills.map(({ wanted }) => wanted);
  const cut = (skills: readonly string[], kind: keyof typeof AT_FIRST) => (isAll ? skills : skills.slice(0, AT_FIRST[kind]));
  const shown = [cut(row.matched_skills, "matched"), cut(partial, "partial"), cut(missing, "missing")] as const;
  const rest = row.matched_skills.length + partial.length + missing.length - shown.flat().length;
  return (
    <div className={styles.skills}>
      <Kind word={words.matched} sign="check" tone="good" skills={shown[0]} />
      <Kind word={words.partial} sign="partly" tone="warn" skills={shown[1]} />
      <Kind word={words.missing} sign="close" tone="bad" skills={shown[2]} />
      {(rest > 0 || isAll) && (
        <button type="button" className={styles.more} aria-expanded={isAll}
          aria-label={isAll ? words.fewerSkills : words.moreSkillsOf(format.number(rest), name)} onClick={() => setIsAll(!isAll)}>
          {isAll ? words.fewerSkills : words.moreSkills(format.number(rest))}
        </button>
      )}
    </div>
  );
}

function Kind({ word, sign, tone, skills }: { word: string; sign: "check" | "partly" | "close"; tone: Tone; skills: readonly string[] }) {
  if (skills.length === 0) return null;
  return (
    <ul className={styles.kind} aria-label={word}>
      {skills.map((skill) => (
        <li key={skill}>
          <Chip tone={tone} title={word}>
            {sign === "partly" ? <span className={styles.partly} aria-hidden="true">½</span> : <Icon name={sign} size={12} />}
            {skill}
          </Chip>
        </li>
      ))}
    </ul>
  );
}
