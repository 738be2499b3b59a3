import { useWords } from "@/words";
import { daysFrom, isSameDay, useDays } from "./days";
import { Event } from "./Event";
import type { Interview } from "./interviews";
import { placed } from "./placing";
import styles from "./interviews.module.css";

interface Props {
  first: Date;
  interviews: readonly Interview[];
  onOpen: (id: string) => void;
}

const FROM = 8;
const UNTIL = 18;

/** Seven days beside each other, as high as the hours they need. */
export function Week({ first, interviews, onOpen }: Props) {
  const { interviews: words } = useWords();
  const days = useDays();
  const hours = interviews.flatMap(({ start, end }) => [new Date(start).getHours(), new Date(end).getHours() + 1]);
  const from = Math.min(FROM, ...hours);
  const until = Math.min(24, Math.max(UNTIL, ...hours));
  const today = new Date();
  return (
    <div className={styles.scroll} role="region" aria-label={words.week} tabIndex={0}>
      <div className={styles.week} style={{ "--hours": until - from } as React.CSSProperties}>
        <div className={styles.hours} aria-hidden="true">
          {Array.from({ length: until - from }, (_, at) => <span key={at} className="tabular">{days.hour(from + at)}</span>)}
        </div>
        {daysFrom(first, 7).map((day) => {
          const here = interviews.filter(({ start }) => isSameDay(new Date(start), day));
          return (
            <section key={day.getTime()} className={styles.day} aria-label={days.full(day)}>
              <h3 className={isSameDay(day, today) ? styles.today : undefined} aria-current={isSameDay(day, today) ? "date" : undefined}>
                <span className="small soft">{days.weekday(day)}</span> <span className="tabular">{days.dayOfMonth(day)}</span>
              </h3>
              <div className={styles.lane}>
                {placed(here, from).map(({ interview, ...place }) => (
                  <div key={interview.interview_id} className={styles.slot} style={{ top: `calc(${place.top} * var(--hour))`, height: `calc(${place.height} * var(--hour))`, left: `${place.left}%`, width: `${place.width}%` }}>
                    <Event interview={interview} onOpen={onOpen} />
                  </div>
                ))}
              </div>
            </section>
          );
        })}
      </div>
    </div>
  );
}
