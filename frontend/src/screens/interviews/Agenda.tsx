import { Chip } from "@/parts";
import { useWords } from "@/words";
import { isoDay, useDays } from "./days";
import { whoOf, type Interview } from "./interviews";
import styles from "./interviews.module.css";

export const TONES = { scheduled: "info", completed: "good", no_show: "warn", cancelled: "bad" } as const;

/** Day after day, as it is read on a phone and by ear. */
export function Agenda({ interviews, onOpen }: { interviews: readonly Interview[]; onOpen: (id: string) => void }) {
  const { interviews: words } = useWords();
  const days = useDays();
  const groups = new Map<string, Interview[]>();
  for (const one of interviews) {
    const day = isoDay(new Date(one.start));
    groups.set(day, [...(groups.get(day) ?? []), one]);
  }
  return (
    <div className="stack">
      {[...groups].map(([day, here]) => (
        <section key={day} className={styles.agenda} aria-label={days.full(here[0]?.start ?? day)}>
          <h3>{days.full(here[0]?.start ?? day)}</h3>
          <ul className={styles.entries}>
            {here.map((one) => (
              <li key={one.interview_id}>
                <button type="button" className={styles.entry} onClick={() => onOpen(one.interview_id)}>
                  <span className="tabular">{days.time(one.start)}</span>
                  <span>
                    <strong>{whoOf(one, words)}</strong>
                    <span className="small soft"> {[words.types[one.type], one.job_title, words.with(one.interviewers.map(({ full_name }) => full_name).join(", "))].filter(Boolean).join(" · ")}</span>
                  </span>
                  <Chip tone={TONES[one.status]}>{words.statuses[one.status]}</Chip>
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
