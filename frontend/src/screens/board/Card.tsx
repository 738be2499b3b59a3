import { useDraggable } from "@dnd-kit/core";
import { Chip, Icon } from "@/parts";
import { useFormat, useWords } from "@/words";
import { MOVES, nameOf, type Candidate, type Status } from "./board";
import styles from "./board.module.css";

interface Props {
  candidate: Candidate;
  isChosen: boolean;
  onChoose: (id: string, isChosen: boolean) => void;
  onMove: (to: Status) => void;
  onOpen: (id: string) => void;
}

/** A candidate: dragged by the grip, moved by the menu, opened by the name. */
export function Card({ candidate, isChosen, onChoose, onMove, onOpen }: Props) {
  const { board: words, parts } = useWords();
  const { number } = useFormat();
  const id = candidate.resume_id ?? "";
  const name = nameOf(candidate, words);
  const { setNodeRef, setActivatorNodeRef, listeners, attributes, isDragging } = useDraggable({ id, data: { status: candidate.status } });
  const moves = MOVES[candidate.status];
  const years = candidate.experience.candidate_years;
  return (
    <article ref={setNodeRef} className={`${styles.card} ${isDragging ? styles.away : ""} ${isChosen ? styles.chosen : ""}`} aria-label={name}>
      <div className={styles.top}>
        <input type="checkbox" className={styles.check} aria-label={words.select(name)} checked={isChosen} onChange={(event) => onChoose(id, event.target.checked)} />
        <button type="button" className={styles.name} aria-label={words.open(name)} onClick={() => onOpen(id)}>{name}</button>
        {moves.length > 0 && (
          <button type="button" ref={setActivatorNodeRef} className={styles.grip} {...attributes} {...listeners} aria-label={words.drag(name)}>
            <svg width="14" height="20" viewBox="0 0 14 20" fill="currentColor" aria-hidden="true">
              {[4, 10, 16].flatMap((y) => [4, 10].map((x) => <circle key={`${x}-${y}`} cx={x} cy={y} r="1.6" />))}
            </svg>
          </button>
        )}
      </div>
      <p className={styles.about}>
        <span className={styles.score} role="img" aria-label={parts.score(number(candidate.match_score, 1), candidate.grade)}>
          <span className={styles.track}><span style={{ width: `${candidate.match_score}%` }} /></span>
          <strong className="tabular">{number(candidate.match_score)}</strong>
        </span>
        <span className="small soft tabular">{words.years(number(years, 1))}</span>
      </p>
      {(candidate.tags.length > 0 || candidate.applied_at) && (
        <ul className={styles.chips}>
          {candidate.applied_at && <li><Chip tone="info">{words.applied}</Chip></li>}
          {candidate.tags.map((tag) => <li key={tag}><Chip>{tag}</Chip></li>)}
        </ul>
      )}
      {moves.length > 0 && (
        <label className={styles.move}>
          <span className="unseen">{words.move(name)}</span>
          <select value="" onChange={(event) => onMove(event.target.value as Status)}>
            <option value="" disabled>{words.moveTo}</option>
            {moves.map((to) => <option key={to} value={to}>{words.statuses[to]}</option>)}
          </select>
          <Icon name="down" size={14} />
        </label>
      )}
    </article>
  );
}
