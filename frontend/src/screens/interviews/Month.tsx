import { useFormat, useWords } from "@/words";
import { daysFrom, isSameDay, useDays } from "./days";
import { Event } from "./Event";
import type { Interview } from "./interviews";
import styles from "./interviews.module.css";

interface Props {
  month: Date;
  first: Date;
  interviews: readonly Interview[];
  onOpen: (id: string) => void;
  onDay: (day: Date) => void;
}

const SHOWN = 3;

/** Six weeks; a day leads to its week, on a phone to its list. */
export function Month({ month, first, interviews, onOpen, onDay }: Props) {
  const { interviews: words } = useWords();
  const { number } = useFormat();
  const days = useDays();
  const today = new Date();
  return (
    <div className={styles.month}>
      {daysFrom(first, 7).map((day) => <span key={day.getTime()} className={styles.weekday} aria-hidden="true">{days.weekday(day)}</span>)}
      {daysFrom(first, 42).map((day) => {
        const here = interviews.filter(({ start }) => isSameDay(new Date(start), day));
        const count = words.events(here.length, number(here.length));
        const classes = [styles.cell, day.getMonth() !== month.getMonth() && styles.other].filter(Boolean).join(" ");
        return (
          <div key={day.getTime()} className={classes}>
            <button type="button" className={`${styles.number} ${isSameDay(day, today) ? styles.today : ""}`} aria-label={words.day(days.full(day), count)}
              aria-current={isSameDay(day, today) ? "date" : undefined} onClick={() => onDay(day)}>
              <span className="tabular">{days.dayOfMonth(day)}</span>
              {here.length > 0 && <span className={styles.dot} aria-hidden="true">{number(here.length)}</span>}
            </button>
            <div className={styles.events}>
              {here.slice(0, SHOWN).map((interview) => <Event key={interview.interview_id} interview={interview} onOpen={onOpen} isShort />)}
              {here.length > SHOWN && <span className="small soft">+{number(here.length - SHOWN)}</span>}
            </div>
          </div>
        );
      })}
    </div>
  );
}
