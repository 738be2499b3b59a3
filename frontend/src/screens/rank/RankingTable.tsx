import { Link } from "react-router";
import { Icon } from "@/parts";
import { useFormat, useWords } from "@/words";
import { writeAsked, type Asked, type Order } from "./asked";
import type { Ranked } from "./ranking";
import { Score } from "./Score";
import { SkillChips } from "./SkillChips";
import styles from "./RankingTable.module.css";

type Row = Ranked & { place: number };

interface Props {
  rows: readonly Row[];
  asked: Asked;
  ask: (change: Partial<Asked>) => void;
  chosen: readonly string[];
  onChoose: (ids: readonly string[]) => void;
  isStale: boolean;
}

/** A table that becomes a list of cards on a phone; the roles keep it a table for screen readers there, too. */
export function RankingTable({ rows, asked, ask, chosen, onChoose, isStale }: Props) {
  const { rank: words } = useWords();
  // Where an ad names no place nobody has one to compare.
  const isPlaced = rows.some(({ location }) => location.verdict !== "unknown");
  const head = (text: string, order?: Order) => (
    <th role="columnheader" scope="col" aria-sort={order && asked.order === order ? (order === "name" ? "ascending" : "descending") : undefined}>
      {order ? (
        <button type="button" className={styles.sort} aria-label={words.sortBy(text)} onClick={() => ask({ order })}>
          {text}{asked.order === order && <Icon name="down" size={14} />}
        </button>
      ) : text}
    </th>
  );
  return (
    <div className={`${styles.frame} ${isStale ? styles.stale : ""}`}>
      <table role="table" className={styles.table}>
        <caption className="unseen">{words.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col"><span className="unseen">{words.columns.choose}</span></th>
            {head(words.columns.place)}
            {head(words.columns.name, "name")}
            {head(words.columns.score, "score")}
            {head(words.columns.skills, "missing")}
            {head(words.columns.experience, "experience")}
            {isPlaced && head(words.columns.location)}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <Line key={row.resume_id} row={row} asked={asked} isPlaced={isPlaced} isChosen={chosen.includes(row.resume_id)}
              onChoose={(isChosen) => onChoose(isChosen ? [...chosen, row.resume_id] : chosen.filter((one) => one !== row.resume_id))} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface LineProps {
  row: Row;
  asked: Asked;
  isPlaced: boolean;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

function Line({ row, asked, isPlaced, isChosen, onChoose }: LineProps) {
  const { rank: words, match: terms } = useWords();
  const format = useFormat();
  const name = asked.isBlind ? words.blindName(row.resume_id) : (row.candidate_name ?? words.unnamed(row.resume_id));
  const { relevant_years: years, required_years: wanted, verdict } = row.experience;
  const from = writeAsked(asked).toString();
  return (
    <tr role="row" className={isChosen ? styles.isChosen : undefined}>
      <td role="cell" className={styles.choose}>
        <label className={styles.tick}>
          <span className="unseen">{words.chooseFor(name)}</span>
          <input type="checkbox" checked={isChosen} onChange={(event) => onChoose(event.target.checked)} />
        </label>
      </td>
      <td role="cell" className={styles.place}><span className={styles.placeNumber}>{format.number(row.place)}</span></td>
      <th role="rowheader" scope="row" className={styles.name}>
        <Link to={{ pathname: `/match/${row.match_id}`, search: asked.isBlind ? "blind=1" : "" }} state={{ ranking: from }}>{name}</Link>
        {row.knockouts[0]
          ? <span className={`${styles.comment} ${styles.settle}`}>{terms.settle}: {row.knockouts[0]}</span>
          : <span className={styles.comment}>{row.key_strengths[0]}</span>}
      </th>
      <td role="cell" className={styles.score}><Score score={row.match_score} grade={row.grade} /></td>
      <td role="cell" className={styles.skills}><SkillChips row={row} name={name} /></td>
      <td role="cell" className={styles.years}>
        <span className={styles.label}>{words.columns.experience}</span>
        <span className="tabular">{wanted ? words.yearsOf(format.number(years, 1), format.number(wanted, 1)) : words.years(format.number(years, 1))}</span>
        {wanted !== null && <span className="soft small">{terms.verdicts[verdict]}</span>}
      </td>
      {isPlaced && (
        <td role="cell" className={styles.where}>
          <span className={styles.label}>{words.columns.location}</span>
          <span>{terms.places[row.location.verdict]}</span>
        </td>
      )}
    </tr>
  );
}
