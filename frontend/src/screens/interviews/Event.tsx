import { Icon } from "@/parts";
import { useWords } from "@/words";
import { useDays } from "./days";
import { whoOf, type Interview } from "./interviews";
import styles from "./interviews.module.css";

interface Props {
  interview: Interview;
  onOpen: (id: string) => void;
  /** One line only, as in a month. */
  isShort?: boolean;
}

/** An interview within a calendar; what became of it is said by a word or a sign, never by its colour alone. */
export function Event({ interview, onOpen, isShort = false }: Props) {
  const { interviews: words } = useWords();
  const { time } = useDays();
  const { status, start, end, interview_id: id } = interview;
  const who = whoOf(interview, words);
  const said = [time(start), who, interview.job_title, words.types[interview.type], words.statuses[status]].filter(Boolean).join(", ");
  return (
    <button type="button" className={`${styles.event} ${styles[status]}`} aria-label={said} title={said} onClick={() => onOpen(id)}>
      <span className={`tabular ${styles.time}`}>{isShort ? time(start) : `${time(start)} – ${time(end)}`}</span>
      <span className={styles.who}>{who}</span>
      {!isShort && status !== "scheduled" && <span><Icon name={status === "completed" ? "check" : "close"} size={12} /> {words.statuses[status]}</span>}
      {!isShort && <span>{[words.types[interview.type], interview.job_title].filter(Boolean).join(" · ")}</span>}
    </button>
  );
}
