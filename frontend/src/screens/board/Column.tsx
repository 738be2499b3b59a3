import { useDroppable } from "@dnd-kit/core";
import type { ReactNode } from "react";
import { useFormat, useWords } from "@/words";
import { MOVES, type Candidate, type Status } from "./board";
import styles from "./board.module.css";

interface Props {
  status: Status;
  count: number;
  /** On a phone one column is shown at a time. */
  isShown: boolean;
  lifted: Candidate | null;
  children: ReactNode;
}

/** A status with its cards; while a card is lifted, columns that will not take it step back. */
export function Column({ status, count, isShown, lifted, children }: Props) {
  const { board: words } = useWords();
  const { number } = useFormat();
  const { setNodeRef, isOver } = useDroppable({ id: status });
  const takes = !lifted || lifted.status === status || MOVES[lifted.status].includes(status);
  const classes = [styles.column, isShown && styles.shown, isOver && styles.over, lifted && !takes && styles.back].filter(Boolean).join(" ");
  return (
    <section ref={setNodeRef} className={classes} data-status={status} aria-labelledby={`column-${status}`}>
      <h2 id={`column-${status}`} className={styles.head}>{words.statuses[status]}<span className={styles.count}>{number(count)}</span></h2>
      {count === 0 && <p className="small soft">{words.none}</p>}
      {children}
    </section>
  );
}
